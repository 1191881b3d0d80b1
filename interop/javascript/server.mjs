// The cases through the JavaScript server SDK. Prints one result a line.
import { readFileSync } from "node:fs";
import { OpenFeature } from "@openfeature/server-sdk";
import { OFREPProvider } from "@openfeature/ofrep-provider";

const cases = JSON.parse(readFileSync(process.env.CASES, "utf8"));
await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: process.env.SIDECAR }));
const client = OpenFeature.getClient();
const ask = { boolean: "Boolean", string: "String", integer: "Number", double: "Number", object: "Object" };

for (const one of cases) {
  const details = await client[`get${ask[one.type]}Details`](one.flag, one.default, one.context);
  const { value, reason, variant, errorCode: error } = details;
  console.log(JSON.stringify({ name: one.name, value, reason, variant, error }));
}
await OpenFeature.close();
