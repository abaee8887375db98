// The contract over every kind of sink. A kind that is in the registry and not here fails the last test.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { generate } from "selfsigned"
import { afterAll, expect, test } from "vitest"
import { readHeader } from "@netweir/ingest/zmq/header.ts"
import { tlvObject } from "@netweir/ingest/zmq/tlv-object.ts"
import { parseEndpoint } from "@netweir/ingest/zmtp/endpoint.ts"
import { ZmtpSocket } from "@netweir/ingest/zmtp/socket.ts"
import { sinkKinds } from "./index.ts"
import { httpSinkPeer } from "./testing/http-sink-peer.ts"
import { createKafkaBroker } from "./testing/kafka-broker.ts"
import { freeTcpPort } from "./testing/peers.ts"
import { createExportReader } from "./testing/read-export.ts"
import { sinkContract, type ContractCase } from "./testing/sink-contract.ts"
import { datagramSinkPeer, streamSinkPeer } from "./testing/stream-sink-peer.ts"

const PASSWORD = "hunter2hunter2"
const dir = mkdtempSync(path.join(tmpdir(), "netweir-sinks-"))
afterAll(() => rmSync(dir, { recursive: true }))

const pair = await generate([{ name: "commonName", value: "127.0.0.1" }], { extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }] })
const tls = { key: pair.private, cert: pair.cert }
const authority = path.join(dir, "ca.pem")
writeFileSync(authority, pair.cert)

const exportRows = () => {
  const read = createExportReader()
  return (message: Buffer) => read(message).records.filter(({ setId }) => setId < 258).map(({ values, setId }) => [setId, ...Object.values(values).map((value) => value.toString("hex"))].join(" "))
}
const exportSplit = (bytes: Buffer) => {
  const messages: Buffer[] = []
  let at = 0
  while (bytes.length - at >= 4 && bytes.length - at >= bytes.readUInt16BE(at + 2)) {
    messages.push(bytes.subarray(at, at + bytes.readUInt16BE(at + 2)))
    at += bytes.readUInt16BE(at + 2)
  }
  return { messages, rest: bytes.subarray(at) }
}

/** RFC 5424, strictly; the text must be the JSON of a flow. */
const syslogRows = () => (message: Buffer) => {
  const text = message.toString("utf8")
  const match = /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([!-~]{1,255}) netweir \d+ flow - (\{.*\})$/s.exec(text)
  if (!match || Number(match[1]) >> 3 !== 16) throw new Error(`no RFC 5424 message: ${text.slice(0, 200)}`)
  JSON.parse(match[4])
  return [match[4]]
}
const lineSplit = (bytes: Buffer) => {
  const end = bytes.lastIndexOf(10)
  return { messages: bytes.subarray(0, Math.max(0, end)).toString("utf8").split("\n").filter(Boolean).map((line) => Buffer.from(line)), rest: bytes.subarray(end + 1) }
}
const countedSplit = (bytes: Buffer) => {
  const messages: Buffer[] = []
  let at = 0
  for (;;) {
    const match = /^(\d{1,6}) /.exec(bytes.subarray(at, at + 7).toString("latin1"))
    if (!match || bytes.length - at < match[0].length + Number(match[1])) return { messages, rest: bytes.subarray(at) }
    messages.push(bytes.subarray(at + match[0].length, at + match[0].length + Number(match[1])))
    at += match[0].length + Number(match[1])
  }
}

const fileRows = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".ndjson")).flatMap((name) => readFileSync(path.join(folder, name), "utf8").trimEnd().split("\n").filter(Boolean).map((line) => JSON.stringify(JSON.parse(line))))
const filePeer = async (addressOf: (folder: string) => string) => {
  const folder = mkdtempSync(path.join(dir, "files-"))
  return { address: addressOf(folder), start: async () => undefined, stop: async () => undefined, rows: () => new Set(fileRows(folder)).size }
}

/** A subscriber: every flow of a message is a row; TLV comes as objects by field number. */
async function zmqPeer(format: "json" | "tlv") {
  const port = await freeTcpPort()
  const seen = new Set<string>()
  let failure: Error | null = null
  const makeSocket = () => new ZmtpSocket({ socketType: "SUB", endpoint: parseEndpoint(`tcp://127.0.0.1:${port}`), listens: false, curve: null, maxFrameBytes: 131_072 }, {
    onReady: ({ zmtp }) => zmtp.subscribe("flow"),
    onMessage: ([head, body]) => {
      const header = readHeader(head)
      const content = format === "tlv" ? tlvObject(body) : (JSON.parse(Buffer.from(body).toString()) as object)
      if (header?.topic !== "flow" || header.layout !== 2 || header.isTlv !== (format === "tlv") || content === undefined) failure = new Error("no flows")
      else for (const flow of [content].flat()) seen.add(JSON.stringify(flow))
    },
  })
  let socket: ZmtpSocket | null = null
  return {
    address: `zmq://127.0.0.1:${port}?format=${format}`,
    async start() {
      socket = makeSocket()
      await socket.open()
    },
    stop: async () => socket?.close(),
    rows() {
      if (failure) throw failure
      return seen.size
    },
  }
}

const cases: (ContractCase & { readonly scheme: string })[] = [
  { scheme: "ipfix", name: "IPFIX over UDP", takes: "flows", losesInFlight: true, makePeer: () => datagramSinkPeer((port) => `ipfix://127.0.0.1:${port}`, exportRows) },
  { scheme: "ipfix+tcp", name: "IPFIX over TCP", takes: "flows", losesInFlight: true, makePeer: () => streamSinkPeer((port) => `ipfix+tcp://127.0.0.1:${port}`, exportSplit, exportRows) },
  { scheme: "ipfix+tls", name: "IPFIX over TLS", takes: "flows", losesInFlight: true, makePeer: () => streamSinkPeer((port) => `ipfix+tls://127.0.0.1:${port}?ca=${authority}`, exportSplit, exportRows, tls) },
  { scheme: "netflow9", name: "NetFlow v9", takes: "flows", losesInFlight: true, rowsOf: () => "at-least", makePeer: () => datagramSinkPeer((port) => `netflow9://127.0.0.1:${port}`, exportRows) },
  { scheme: "syslog", name: "syslog over UDP", takes: "flows", losesInFlight: true, mayBeTooLarge: 1, makePeer: () => datagramSinkPeer((port) => `syslog://127.0.0.1:${port}`, syslogRows) },
  { scheme: "syslog+tcp", name: "syslog over TCP, lines, ECS", takes: "flows", losesInFlight: true, mayBeTooLarge: 1, makePeer: () => streamSinkPeer((port) => `syslog+tcp://127.0.0.1:${port}?format=ecs&framing=lines`, lineSplit, syslogRows) },
  { scheme: "syslog+tls", name: "syslog over TLS, counted", takes: "flows", losesInFlight: true, mayBeTooLarge: 1, makePeer: () => streamSinkPeer((port) => `syslog+tls://127.0.0.1:${port}?insecure`, countedSplit, syslogRows, tls) },
  { scheme: "es+http", name: "Elasticsearch", takes: "flows", makePeer: () => httpSinkPeer((port) => `es+http://elastic:${PASSWORD}@127.0.0.1:${port}/flows-%Y.%m.%d`, ({ method, path: at, headers, body }, seen) => {
    if (headers.authorization !== `Basic ${Buffer.from(`elastic:${PASSWORD}`).toString("base64")}`) return { status: 401 }
    if (method !== "POST" || at !== "/_bulk" || headers["content-type"] !== "application/x-ndjson" || !body.endsWith("\n")) throw new Error("no bulk request")
    const lines = body.trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, Record<string, string>>)
    if (lines.length % 2 !== 0) throw new Error("an action without a document")
    const items = lines.flatMap(({ create }, i) => {
      if (i % 2 !== 0) return []
      if (!/^flows-20\d\d\.\d\d\.\d\d$/.test(create._index) || !("@timestamp" in lines[i + 1])) throw new Error("no action or no document")
      const isKnown = seen.has(create._id)
      seen.add(create._id)
      return [{ create: { status: isKnown ? 409 : 201 } }]
    })
    return { status: 200, body: JSON.stringify({ errors: items.some(({ create }) => create.status === 409), items }) }
  }) },
  { scheme: "kafka", name: "Kafka", takes: "flows", async makePeer() {
    const port = await freeTcpPort()
    const broker = createKafkaBroker({ port, login: { user: "netweir", password: PASSWORD } })
    return { address: `kafka://netweir:${PASSWORD}@127.0.0.1:${port}/flows`, start: broker.start, stop: broker.stop, rows() {
      if (broker.failure) throw broker.failure
      return new Set(broker.messages.map(({ key, value }) => `${key} ${JSON.stringify(JSON.parse(value))}`)).size
    } }
  } },
  { scheme: "influx+http", name: "InfluxDB", takes: "series", rowsOf: () => "at-least", makePeer: () => httpSinkPeer((port) => `influx+http://u:${PASSWORD}@127.0.0.1:${port}/ntopng`, ({ method, path: at, body }, seen) => {
    if (at.startsWith("/query?q=CREATE%20DATABASE")) return { status: 200, body: "{}" }
    if (method !== "POST" || at !== "/write?db=ntopng&precision=s") throw new Error(`no write: ${at}`)
    // The grammar of line protocol: measurement, tags, fields, whole seconds.
    for (const line of body.trimEnd().split("\n")) {
      if (!/^(?:[^,= \\]|\\[,= ]|\\(?![,= ]))+(?:,[a-z0-9_]+=(?:[^,= \\]|\\[,= ]|\\(?![,= ]))+)* (?:[a-zA-Z_]+=\d+(?:,[a-zA-Z_]+=\d+)*) \d{10}$/.test(line)) throw new Error(`no line of the protocol: ${line.slice(0, 300)}`)
      seen.add(line.slice(0, line.lastIndexOf(" ", line.lastIndexOf(" ") - 1)))
    }
    return { status: 204 }
  }) },
  ...(["logs", "metrics"] as const).map((signal) => ({
    scheme: signal === "logs" ? "otlp+http" : "", name: `OTLP ${signal}`, takes: signal === "logs" ? "flows" as const : "series" as const,
    makePeer: () => httpSinkPeer((port) => `otlp+http://127.0.0.1:${port}?token=${PASSWORD}`, ({ path: at, headers, body }, seen) => {
      if (headers.authorization !== `Bearer ${PASSWORD}` || at !== `/v1/${signal}` || headers["content-type"] !== "application/json") throw new Error("no OTLP request")
      const request = JSON.parse(body) as { resourceLogs?: { scopeLogs: { logRecords: unknown[] }[] }[]; resourceMetrics?: { scopeMetrics: { metrics: { name: string; sum?: { aggregationTemporality: number; isMonotonic: boolean; dataPoints: Point[] }; gauge?: { dataPoints: Point[] } }[] }[] }[] }
      for (const { scopeLogs } of request.resourceLogs ?? []) for (const { logRecords } of scopeLogs) for (const record of logRecords) {
        const { timeUnixNano, severityNumber, attributes } = record as { timeUnixNano: string; severityNumber: number; attributes: Attribute[] }
        if (!/^\d{19}$/.test(timeUnixNano) || ![9, 13].includes(severityNumber) || !attributes.every(isAttribute)) throw new Error("no log record")
        seen.add(JSON.stringify(attributes))
      }
      for (const { scopeMetrics } of request.resourceMetrics ?? []) for (const { metrics } of scopeMetrics) for (const { name, sum, gauge } of metrics) {
        const points = sum?.dataPoints ?? gauge?.dataPoints ?? []
        if (sum && (sum.aggregationTemporality !== 2 || !sum.isMonotonic)) throw new Error("no cumulative sum")
        for (const { attributes, timeUnixNano, startTimeUnixNano, asInt } of points) {
          if (!/^\d{19}$/.test(timeUnixNano) || !/^\d+$/.test(asInt) || !attributes.every(isAttribute) || (sum !== undefined) !== (startTimeUnixNano !== undefined)) throw new Error("no data point")
          if (name === "netweir.score") seen.add(JSON.stringify(attributes))
        }
      }
      return { status: 200, body: "{}" }
    }),
  })),
  ...(["json", "tlv"] as const).map((format) => ({ scheme: "zmq", name: `ZeroMQ, ${format}`, takes: "flows" as const, losesInFlight: true, mayBeTooLarge: 1, makePeer: () => zmqPeer(format) })),
  { scheme: "ndjson", name: "NDJSON files", takes: "flows", isAlwaysThere: true, makePeer: () => filePeer((folder) => `ndjson://${folder}?format=ntopng`) },
  { scheme: "", name: "NDJSON files of series", takes: "series", isAlwaysThere: true, makePeer: () => filePeer((folder) => `ndjson://${folder}?series&size=100kB`) },
]
interface Attribute { readonly key: string; readonly value: Readonly<Record<string, unknown>> }
interface Point { readonly attributes: Attribute[]; readonly timeUnixNano: string; readonly startTimeUnixNano?: string; readonly asInt: string }
const isAttribute = ({ key, value }: Attribute) => key !== "" && Object.keys(value).length === 1 && /^(string|int|double|bool|array)Value$/.test(Object.keys(value)[0])

for (const one of cases) sinkContract(one)

test("every kind of the registry is held to it", () => {
  // Files that only a database reads: parquet.test.ts.
  const tried = new Set([...cases.map(({ scheme }) => scheme), "parquet"])
  for (const { title, schemes } of sinkKinds) expect(schemes.some((scheme) => tried.has(scheme)), title).toBe(true)
})
