"""The cases through the Python SDK. Prints one result a line."""

import json
import os

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext

with open(os.environ["CASES"], encoding="utf-8") as file:
    cases = json.load(file)
api.set_provider(OFREPProvider(base_url=os.environ["SIDECAR"]))
client = api.get_client()
ask = {
    "boolean": client.get_boolean_details,
    "string": client.get_string_details,
    "integer": client.get_integer_details,
    "double": client.get_float_details,
    "object": client.get_object_details,
}

for one in cases:
    attributes = dict(one["context"])
    context = EvaluationContext(attributes.pop("targetingKey", None), attributes)
    details = ask[one["type"]](one["flag"], one["default"], context)
    result = {
        "name": one["name"],
        "value": details.value,
        "reason": details.reason,
        "variant": details.variant,
        "error": details.error_code,
    }
    print(json.dumps(result))
