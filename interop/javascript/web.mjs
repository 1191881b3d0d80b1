// The cases through the web SDK, which asks for all flags at once, and then a change that only the event stream tells
// of. Prints one result a line.
import { readFileSync } from "node:fs";
import { EventSource } from "eventsource";

globalThis.EventSource = EventSource;
const { OpenFeature, ProviderEvents } = await import("@openfeature/web-sdk");
const { OFREPWebProvider } = await import("@openfeature/ofrep-web-provider");

const cases = JSON.parse(readFileSync(process.env.CASES, "utf8"));
const ask = { boolean: "Boolean", string: "String", integer: "Number", double: "Number", object: "Object" };
await OpenFeature.setContext(cases[0].context);
await OpenFeature.setProviderAndWait(new OFREPWebProvider({ baseUrl: process.env.SIDECAR, pollInterval: 0 }));
const client = OpenFeature.getClient();

for (const one of cases) {
  await OpenFeature.setContext(one.context);
  const details = client[`get${ask[one.type]}Details`](one.flag, one.default);
  const { value, reason, variant, errorCode: error } = details;
  console.log(JSON.stringify({ name: one.name, value, reason, variant, error }));
}

await OpenFeature.setContext({ targetingKey: "anna" });
const changed = new Promise((resolve) => {
  client.addHandler(ProviderEvents.ConfigurationChanged, () => {
    if (client.getBooleanValue("told", false)) resolve("told");
  });
});
const limit = new Promise((resolve) => setTimeout(resolve, 20_000, "not told").unref());
await fetch(`${process.env.ADMIN}/api/admin/flags/told`, {
  method: "PUT",
  headers: { "Content-Type": "application/json" },
  body: '{"defaultEnabled":true,"environments":{"production":{"enabled":true,"rolloutPercent":100}}}',
});
console.log(JSON.stringify({ name: "a change", value: await Promise.race([changed, limit]) }));
process.exit(0);
