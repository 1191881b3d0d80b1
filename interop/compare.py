"""Compares the results of one client with what the cases expect of it: compare.py CLIENT CASES RESULTS.

A case may except a client that can't tell things apart: with what it shows instead, or with null where it shows
nothing of its own (the web provider keeps what it had when an answer fails).
"""

import json
import sys

client, cases_file, results_file = sys.argv[1:]
with open(cases_file, encoding="utf-8") as file:
    cases = json.load(file)
with open(results_file, encoding="utf-8") as file:
    results = {result["name"]: result for result in map(json.loads, file)}

asked = 0
wrong = 0
for case in cases:
    exception = case.get("except", {}).get(client, {})
    found = results.pop(case["name"], {})
    if exception is None:
        continue
    asked += 1
    expected = case["expect"] | exception
    different = {key: found.get(key) for key in expected if (found.get(key) or None) != (expected[key] or None)}
    if different:
        wrong += 1
        print(f"{client}: {case['name']}: expected {expected}, found {found}")
for name, result in results.items():
    asked += 1
    if result["value"] != "told":
        wrong += 1
        print(f"{client}: {name}: {result['value']}")
print(f"{client}: {asked - wrong} of {asked} cases as expected")
sys.exit(wrong > 0)
