// What the HTTP sinks say and how they take answers; that they deliver at all is the contract's.
import { afterAll, describe, expect, test } from "vitest"
import { prepareSink } from "./prepare-sink.ts"
import type { DropReason, Sink } from "./sink.ts"
import { systemSinkClock } from "./sink-clock.ts"
import { httpSinkPeer, type Heard, type Reply } from "./testing/http-sink-peer.ts"
import { flowBlock, FROM_MS, seriesBlock } from "./testing/sample-blocks.ts"

const undo: (() => Promise<void>)[] = []
afterAll(async () => { for (const step of undo) await step() })

async function peerThat(addressOf: (port: number) => string, answer: (heard: Heard, call: number) => Reply) {
  let calls = 0
  const peer = await httpSinkPeer(addressOf, (heard) => answer(heard, ++calls))
  await peer.start()
  const lost: [DropReason, number][] = []
  const said: string[] = []
  const prepared = prepareSink(peer.address)
  const sink: Sink = prepared.open({ instanceName: "probe-1", version: "9", clock: systemSinkClock, lost: (reason, rows) => lost.push([reason, rows]), warn: (text) => said.push(text) })
  undo.push(async () => { await sink.close(); await peer.stop() })
  return { peer, sink, lost, said, prepared }
}

describe("Elasticsearch", () => {
  const address = (port: number) => `es+http://127.0.0.1:${port}/flows-%Y.%m.%d?apikey=c2VjcmV0&pipeline=geo`

  test("a bulk request: action, document, id, API key", async () => {
    const { peer, sink, prepared } = await peerThat(address, () => ({ status: 200, body: '{"errors":false,"items":[]}' }))
    const block = flowBlock(3)
    expect(await sink.sendFlows!(block, 0)).toBe(3)
    const [{ path, headers, body }] = peer.heard
    expect(path).toBe("/_bulk?pipeline=geo")
    expect(headers.authorization).toBe("ApiKey c2VjcmV0")
    const lines = body.trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>)
    const flow = block.row(0)
    expect(lines).toHaveLength(6)
    expect(lines[0]).toEqual({ create: { _index: "flows-2026.09.21", _id: `3-${flow.flowId}-${flow.firstSeenMs}` } })
    expect(lines[1]).toMatchObject({ "@timestamp": new Date(flow.lastSeenMs).toISOString(), IPV4_SRC_ADDR: flow.client, L4_DST_PORT: flow.serverPort, L7_PROTO_NAME: flow.app, IN_BYTES: flow.bytesToServer, NTOPNG_INSTANCE_NAME: "probe-1", INTERFACE: "eth0", INTERFACE_ID: 3 })
    expect(prepared.label).not.toContain("c2VjcmV0")
    expect(prepared.secrets).toContain("c2VjcmV0")
  })

  test("rows that do not fit the mapping are counted; those that are there already are not", async () => {
    const items = [{ create: { status: 201 } }, { create: { status: 409, error: { type: "version_conflict_engine_exception" } } }, { create: { status: 400, error: { type: "mapper_parsing_exception", reason: "bad ip" } } }]
    const { sink, lost, said } = await peerThat(address, () => ({ status: 200, body: JSON.stringify({ errors: true, items }) }))
    expect(await sink.sendFlows!(flowBlock(3), 0)).toBe(3)
    expect(lost).toEqual([["refused", 1]])
    expect(said).toEqual(["1 rows were refused: mapper_parsing_exception 400: bad ip"])
  })

  test("a node that is busy gets the same rows again", async () => {
    const { peer, sink, lost } = await peerThat(address, (_, call) => call === 1 ? { status: 200, body: JSON.stringify({ errors: true, items: [{ create: { status: 429, error: { type: "es_rejected_execution_exception", reason: "queue" } } }] }) } : { status: 200, body: '{"errors":false}' })
    const block = flowBlock(3)
    await expect(sink.sendFlows!(block, 0)).rejects.toThrow("it took only a part of the rows: es_rejected_execution_exception 429: queue")
    expect(await sink.sendFlows!(block, 0)).toBe(3)
    expect(peer.heard[1].body).toBe(peer.heard[0].body)
    expect(lost).toEqual([])
  })

  const versions = [{ number: "6.8.23", typed: true }, { number: "7.17.0", typed: false }, { number: "2.19.1", distribution: "opensearch", typed: false }] as const
  for (const { typed, ...version } of versions) {
    test(`${version.number} ${typed ? "gets the type" : "knows no types"}`, async () => {
      const { peer, sink } = await peerThat((port) => `es+http://127.0.0.1:${port}/flows?type=flow`, ({ method }) => ({ status: 200, body: method === "GET" ? JSON.stringify({ version }) : "{}" }))
      await sink.sendFlows!(flowBlock(1), 0)
      const [action, document] = peer.heard[1].body.split("\n").slice(0, 2).map((line) => JSON.parse(line) as { create: unknown; type?: string })
      expect(action.create).toMatchObject({ _index: "flows" })
      expect(JSON.stringify(action).includes('"_type":"flow"')).toBe(typed)
      expect(document.type).toBe(typed ? "flow" : undefined)
    })
  }

  const answers: readonly { status: number; becomes: string }[] = [
    { status: 401, becomes: "it refuses the login (HTTP 401)" }, { status: 403, becomes: "it refuses the login (HTTP 403)" }, { status: 404, becomes: "it does not know the address (HTTP 404)" },
    { status: 429, becomes: "it is busy (HTTP 429)" }, { status: 500, becomes: "it answers (HTTP 500)" }, { status: 503, becomes: "it answers (HTTP 503)" }, { status: 302, becomes: "it answers (HTTP 302)" },
  ]
  for (const { status, becomes } of answers) {
    test(`HTTP ${status} is tried again`, async () => {
      const { sink, lost } = await peerThat(address, () => ({ status }))
      await expect(sink.sendFlows!(flowBlock(2), 0)).rejects.toThrow(becomes)
      expect(lost).toEqual([])
    })
  }
  test("HTTP 400 refuses the rows for good", async () => {
    const { sink, lost } = await peerThat(address, () => ({ status: 400, body: "no" }))
    expect(await sink.sendFlows!(flowBlock(2), 0)).toBe(2)
    expect(lost).toEqual([["refused", 2]])
  })
  test("HTTP 413: smaller requests, down to one row", async () => {
    const sizes: number[] = []
    const { sink, lost } = await peerThat(address, ({ body }) => {
      sizes.push(body.trimEnd().split("\n").length / 2)
      return sizes.at(-1)! > 3 ? { status: 413 } : { status: 200, body: "{}" }
    })
    const block = flowBlock(10)
    for (let row = 0, calls = 0; row < 10 && calls < 50; calls++) row = await sink.sendFlows!(block, row)
    expect(sizes.filter((size) => size <= 3).reduce((sum, size) => sum + size, 0)).toBe(10)
    expect(lost).toEqual([])
  })
  test("netweir doctor: what is there", async () => {
    const { prepared } = await peerThat(address, () => ({ status: 200, body: '{"version":{"number":"2.19.1","distribution":"opensearch"}}' }))
    expect(await prepared.probe()).toBe("opensearch 2.19.1 answers")
  })
})

describe("InfluxDB", () => {
  test("ntopng's measurements; counters are totals, gauges are not; the database is made when it is missing", async () => {
    let isMade = false
    const { peer, sink } = await peerThat((port) => `influx+http://127.0.0.1:${port}/net%20flow?rp=week`, ({ path }) => {
      if (path.startsWith("/query")) isMade = true
      return { status: path.startsWith("/write") && !isMade ? 404 : 204 }
    })
    const minute = (atMs: number) => seriesBlock([
      { atMs, kind: "interface", key: "eth0", bytesSent: 100, bytesReceived: 50, packetsSent: 3, packetsReceived: 2, newFlows: 4, activeFlows: 7, activeHosts: 5, retransmissions: 1, dropped: 6 },
      { atMs, kind: "host", key: "fe80::1@7", bytesSent: 10, bytesReceived: 20, score: 30 }, { atMs, kind: "application", key: "TLS.Netflix", bytesSent: 1, bytesReceived: 2, newFlows: 1 },
      { atMs, kind: "category", key: "Remote Access", bytesSent: 1, bytesReceived: 1 }, { atMs, kind: "asn", key: "15169", bytesSent: 8, bytesReceived: 9 }, { atMs, kind: "dscp", key: "EF", bytesSent: 8 },
    ])
    await sink.sendSeries!(minute(FROM_MS), 0)
    await sink.sendSeries!(minute(FROM_MS + 60_000), 0)
    expect(peer.heard.map(({ path }) => path)).toEqual(["/write?db=net%20flow&rp=week&precision=s", "/query?q=CREATE%20DATABASE%20%22net%20flow%22", "/write?db=net%20flow&rp=week&precision=s", "/write?db=net%20flow&rp=week&precision=s"])
    expect(peer.heard[2].body).toBe(peer.heard[0].body)
    const at = FROM_MS / 1000 + 120
    expect(peer.heard[3].body.trimEnd().split("\n")).toEqual([
      `iface:traffic,ifid=3 bytes=300 ${at}`, `iface:traffic_rxtx,ifid=3 bytes_sent=200,bytes_rcvd=100 ${at}`, `iface:packets,ifid=3 packets=10 ${at}`, `iface:packets_vs_drops,ifid=3 packets=10,drops=12 ${at}`,
      `iface:new_flows,ifid=3 new_flows=8 ${at}`, `iface:tcp_retransmissions,ifid=3 packets=2 ${at}`, `iface:flows,ifid=3 num_flows=7 ${at}`, `iface:hosts,ifid=3 num_hosts=5 ${at}`,
      `host:traffic,ifid=3,host=fe80::1@7 bytes_sent=20,bytes_rcvd=40 ${at}`, `host:score,ifid=3,host=fe80::1@7 score_as_cli=30,score_as_srv=0 ${at}`,
      `iface:ndpi,ifid=3,protocol=Netflix bytes=6 ${at}`, `iface:ndpi_flows,ifid=3,protocol=Netflix num_flows=2 ${at}`, `iface:ndpi_categories,ifid=3,category=Remote\\ Access bytes=4 ${at}`,
      `asn:traffic,ifid=3,asn=15169 bytes_sent=16,bytes_rcvd=18 ${at}`, `asn:traffic_sent,ifid=3,asn=15169 bytes=16 ${at}`, `asn:traffic_rcvd,ifid=3,asn=15169 bytes=18 ${at}`, `asn:score,ifid=3,asn=15169 score=0,scoreAsClient=0,scoreAsServer=0 ${at}`,
    ])
  })
  test("version 2: organisation, bucket, token", async () => {
    const { peer, sink } = await peerThat((port) => `influx+http://127.0.0.1:${port}/?org=my%20org&bucket=net&token=t0ken`, () => ({ status: 204 }))
    await sink.sendSeries!(seriesBlock([{ bytesSent: 1 }]), 0)
    expect(peer.heard[0].path).toBe("/api/v2/write?org=my%20org&bucket=net&precision=s")
    expect(peer.heard[0].headers.authorization).toBe("Token t0ken")
  })
  test("a retry does not count twice", async () => {
    const { peer, sink } = await peerThat((port) => `influx+http://127.0.0.1:${port}/db`, (_, call) => ({ status: call === 1 ? 503 : 204 }))
    const block = seriesBlock([{ kind: "vlan", key: "7", bytesSent: 5 }])
    await expect(sink.sendSeries!(block, 0)).rejects.toThrow("HTTP 503")
    expect(await sink.sendSeries!(block, 0)).toBe(1)
    expect(peer.heard[1].body).toContain("vlan:traffic,ifid=3,vlan=7 bytes_sent=5,bytes_rcvd=0 ")
  })
})

describe("OTLP", () => {
  interface Point { attributes: { key: string; value: Record<string, unknown> }[]; asInt: string; startTimeUnixNano?: string; timeUnixNano: string }
  const address = (port: number, more = "") => `otlp+http://127.0.0.1:${port}/collector?token=abc123${more}`

  test("a flow is a log record", async () => {
    const { peer, sink } = await peerThat((port) => address(port), () => ({ status: 200, body: "{}" }))
    const block = flowBlock(1)
    await sink.sendFlows!(block, 0)
    expect(peer.heard[0].path).toBe("/collector/v1/logs")
    const request = JSON.parse(peer.heard[0].body) as { resourceLogs: [{ resource: unknown; scopeLogs: [{ logRecords: [{ timeUnixNano: string; attributes: Point["attributes"] }] }] }] }
    expect(request.resourceLogs[0].resource).toEqual({ attributes: [{ key: "service.name", value: { stringValue: "netweir" } }, { key: "service.instance.id", value: { stringValue: "probe-1" } }, { key: "service.version", value: { stringValue: "9" } }] })
    const [record] = request.resourceLogs[0].scopeLogs[0].logRecords
    const flow = block.row(0)
    expect(record.timeUnixNano).toBe(`${flow.lastSeenMs}000000`)
    expect(record.attributes).toContainEqual({ key: "source.address", value: { stringValue: flow.client } })
    expect(record.attributes).toContainEqual({ key: "destination.port", value: { intValue: String(flow.serverPort) } })
    expect(record.attributes).toContainEqual({ key: "network.transport", value: { stringValue: flow.l4.toLowerCase() } })
  })
  const temporalities = [{ more: "", temporality: 2, second: "200", start: (atMs: number) => atMs }, { more: "&temporality=delta", temporality: 1, second: "100", start: (atMs: number) => atMs + 60_000 }] as const
  for (const { more, temporality, second, start } of temporalities) {
    test(`a minute is a point of metrics, temporality ${temporality}`, async () => {
      const { peer, sink } = await peerThat((port) => address(port, more), () => ({ status: 200 }))
      for (const atMs of [FROM_MS, FROM_MS + 60_000]) await sink.sendSeries!(seriesBlock([{ atMs, kind: "interface", key: "eth0", bytesSent: 100, activeFlows: 9 }]), 0)
      const metrics = (JSON.parse(peer.heard[1].body) as { resourceMetrics: [{ scopeMetrics: [{ metrics: { name: string; unit: string; sum?: { aggregationTemporality: number; dataPoints: Point[] }; gauge?: { dataPoints: Point[] } }[] }] }] }).resourceMetrics[0].scopeMetrics[0].metrics
      const io = metrics.find(({ name }) => name === "netweir.io")
      expect(io).toMatchObject({ unit: "By", sum: { aggregationTemporality: temporality, isMonotonic: true } })
      expect(io?.sum?.dataPoints[0]).toMatchObject({ asInt: second, timeUnixNano: `${FROM_MS + 120_000}000000`, attributes: expect.arrayContaining([{ key: "netweir.interface", value: { stringValue: "eth0" } }, { key: "network.io.direction", value: { stringValue: "transmit" } }]) })
      if (temporality === 1) expect(io?.sum?.dataPoints[0].startTimeUnixNano).toBe(`${start(FROM_MS)}000000`)
      expect(metrics.find(({ name }) => name === "netweir.flows.active")?.gauge?.dataPoints[0].asInt).toBe("9")
    })
  }
  test("partial success: what was refused is counted and not sent again", async () => {
    const { sink, lost, said } = await peerThat((port) => address(port), () => ({ status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"too old"}}' }))
    expect(await sink.sendFlows!(flowBlock(5), 0)).toBe(5)
    expect(lost).toEqual([["refused", 2]])
    expect(said).toEqual(["2 rows were refused: too old"])
  })
})
