// docs/ntopng-rest.md, printed from the registry.
import { endpoints } from "./index.ts"
import { schemas } from "./endpoints/timeseries.ts"

export function ntopngReference(): string {
  const rows = endpoints
    .map(({ path, pro, access }) => ({ path: `${pro ? "/lua/pro/rest/v2" : "/lua/rest/v2"}/${path}.lua`, access: access === "admin" ? "administrator" : "any user" }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  return `# ntopng-compatible REST

Programs written for ntopng's REST API can ask Netweir at the same addresses. This page is printed from
\`packages/server/src/api/ntopng/\` (a test keeps it true).

Ways in, in this order: \`Authorization: Basic\`, \`Authorization: Token <32 hex digits>\` (made by \`create/ntopng/api_token.lua\`), the
session cookie of the web pages, a cookie \`session\` (made by \`create/ntopng/session.lua\`). Without one of them: HTTP 302 to
\`/lua/login.lua\`. GET with a query, POST with a flat JSON object or a form. Answers:
\`{"rc", "rc_str", "rc_str_hr", "rsp"}\`, empty objects as \`[]\`. \`/lua/rest/v1\` answers as v2 does.

## What differs, on purpose

- Bytes of flows and hosts are bytes on the wire, the padding of short Ethernet frames included; ntopng counts IP lengths.
- Multicast and broadcast addresses are no hosts: they are not in the host tables.
- A flow whose beginning was not seen belongs to whoever spoke first; ntopng looks at the ports.
- The name that a client asked for (TLS SNI, HTTP host) names the server in flow tables, never the host itself.
- \`get/ntopng/users.lua\` shows no password hash.
- \`select_clause\`, \`where_clause\`, \`group_by\`, \`order_by\`, \`maxhits_clause\` are read by a small grammar (comparisons, AND, OR, NOT, IN, LIKE,
  BETWEEN; SUM, COUNT, AVG of counters) and asked with bound values; nothing of them reaches the database as text.
- \`get/timeseries/ts.lua\` answers the union of what ntopng's current server sends and what its Python client reads.
- Numbers that Netweir does not count are \`null\` (packets of one application of a host) or, for features to come (alerts of hosts,
  anomalies, pools), 0.
- Alerts are the risks seen in flows, live or, with \`status=historical\` or a time range, from history.

## Endpoints

| path | who |
|---|---|
${rows.map(({ path, access }) => `| \`${path}\` | ${access} |`).join("\n")}

## Time series

| schema | metrics | unit |
|---|---|---|
${schemas.map(({ schema, metrics, unit, tag }) => `| \`${schema}\`${tag ? ` (tag \`${tag}\`)` : ""} | ${metrics.map(({ id }) => `\`${id}\``).join(", ")} | ${unit} |`).join("\n")}
`
}
