import { expect, test } from "vitest"
import { strftime } from "./strftime.ts"
import { prepareSink } from "./prepare-sink.ts"

const right: readonly { text: string; label: string; secrets?: readonly string[] }[] = [
  { text: "ipfix://collector", label: "ipfix://collector" },
  { text: "ipfix+tls://[2001:db8::1]:4740?insecure", label: "ipfix+tls://[2001:db8::1]:4740" },
  { text: "netflow9://10.0.0.1:9995?templates=30s&domain=7", label: "netflow9://10.0.0.1:9995" },
  { text: "syslog+tcp://log.example:601?format=ecs&facility=LOCAL3", label: "syslog+tcp://log.example:601" },
  { text: "es+https://u%40x:p%3Aw%2F@es:9200/flows-%Y.%m.%d?queue=20000", label: "es+https://es:9200/flows-%Y.%m.%d", secrets: ["p:w/", "p%3Aw%2F", Buffer.from("u@x:p:w/").toString("base64")] },
  { text: "influx+http://i:8086/?bucket=b&org=o&token=tok3n", label: "influx+http://i:8086/", secrets: ["tok3n"] },
  { text: "ndjson:///tmp/a%20b?rotate=10m&size=64MB", label: "ndjson:///tmp/a%20b" },
]
for (const { text, label, secrets = [] } of right) test(text, () => {
  const prepared = prepareSink(text)
  expect(prepared.label).toBe(label)
  for (const secret of secrets) expect(prepared.secrets).toContain(secret)
})

const wrong: readonly { text: string; says: string }[] = [
  { text: "collector:4739", says: "must be an address such as" },
  { text: "ipfx://x", says: "has no kind of sink in ipfx://; there are ipfix" },
  { text: "ipfx://x", says: "did you mean ipfix?" },
  { text: "ipfix://", says: "must name HOST or HOST:PORT" },
  { text: "ipfix://x:0", says: 'must name HOST or HOST:PORT, not "x:0"' },
  { text: "ipfix://x?templates=often", says: "has templates=often, which must be written like 30s, 10m or 1h" },
  { text: "ipfix://x?message=100", says: "has message=100" },
  { text: "ipfix://x?tempaltes=1m", says: "has an option tempaltes that this kind of sink does not know; it knows" },
  { text: "syslog://x?format=xml", says: "has format=xml, which must be one of ntopng, ecs, netweir" },
  { text: "syslog://x?facility=local9", says: "has an unknown facility" },
  { text: "es+http://x:9200", says: "must name an index" },
  { text: "es+http://x:9200/Flows", says: "in lower case" },
  { text: "es+http://a:%zz@x/flows", says: "has a % in user or password" },
  { text: "influx+http://x", says: "must name a database" },
  { text: "ndjson://", says: "must name a directory" },
  { text: "ndjson:///x?rotate=0s", says: "at least 1s" },
  { text: "ipfix://x?queue=5", says: "has queue=5, which must be from 8192" },
]
for (const { text, says } of wrong) test(`${text}: ${says}`, () => expect(() => prepareSink(text)).toThrow(says))

test("strftime in UTC", () => {
  expect(strftime("%Y.%m.%d-%H%M%S-%j-%y-%F-100%%-%Q", Date.UTC(2026, 0, 5, 7, 8, 9))).toBe("2026.01.05-070809-005-26-2026-01-05-100%-%Q")
})
