import { groupKinds, protocolId, riskById, riskId, type GroupKind, type HostRow } from "@netweir/model"
import { describe, expect, test } from "vitest"
import { FLOW_INSPECTING } from "../flows/flags.ts"
import { KEY_WORDS } from "../flows/flow-columns.ts"
import { START_US, Traffic, type FlowSpec } from "./testing/traffic.ts"

const TLS = protocolId("TLS"), NETFLIX = protocolId("NetFlix"), DNS = protocolId("DNS")

function hostOf(traffic: Traffic, ip: string): HostRow {
  const detail = traffic.accounting.host(ip, 0)
  if (!detail) throw new Error(`no host ${ip}`)
  return detail.row
}
function groupBytes(traffic: Traffic, kind: GroupKind): number {
  return traffic.accounting.groups(kind, { limit: 1000 }).rows.reduce((sum, row) => sum + row.bytes, 0)
}

/** Pseudo-random traffic (a fixed seed) between local, remote and group addresses. */
function busyTraffic(): Traffic {
  const traffic = new Traffic()
  let seed = 7
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  const clients = ["192.168.1.10", "192.168.1.11", "10.1.1.1", "fe80::1", "8.8.8.8"]
  const servers = ["8.8.4.4", "9.9.9.9", "224.0.0.251", "192.168.1.11", "192.168.1.255", "5.5.5.5"]
  const apps = [[TLS, NETFLIX, 17], [DNS, 0, 14], [0, 0, 0]]
  const rows: number[] = []
  for (let round = 0; round < 400; round++) {
    if (rows.length < 60 && random(3) === 0) {
      const client = clients[random(clients.length)]
      const spec: FlowSpec = { client, server: client.includes(":") ? "ff02::fb" : servers[random(servers.length)], ipProtocol: random(2) === 0 ? 6 : 17, vlan: 0, dscp: random(2) * 46, inspecting: random(2) === 0 }
      rows.push(traffic.start(spec))
    }
    for (const row of rows) {
      traffic.send(row, random(3) > 0, 60 + random(1500))
      if (random(20) === 0) {
        const [master, app, category] = apps[random(apps.length)]
        traffic.detect(row, master, app, category)
      }
      if (random(50) === 0) traffic.swap(row)
      if (random(30) === 0) traffic.flows.retransmissionsAB[row]++
    }
    traffic.wait(random(4))
    if (random(10) === 0) traffic.nonIp({ etherType: 0x0806, srcMacHigh: 0x0011, srcMacLow: 0x22000001, dstMacHigh: 0xffff, dstMacLow: 0xffffffff })
  }
  return traffic
}

describe("what is counted adds up", () => {
  const traffic = busyTraffic()
  traffic.endAll()
  traffic.accounting.finish(traffic.nowUs)
  const { flows } = traffic
  const flowRows = Array.from({ length: traffic.totals.flowsSinceStart }, (_, row) => row)
  const ipBytes = flowRows.reduce((sum, row) => sum + flows.bytesAB[row] + flows.bytesBA[row], 0)

  test("the traffic of the test is worth the name", () => expect(ipBytes).toBeGreaterThan(1e6))

  for (const kind of ["l4", "application", "category", "breed", "dscp"] as const)
    test(`bytes by ${kind} are all IP bytes`, () => expect(groupBytes(traffic, kind)).toBe(ipBytes))
  for (const kind of ["ethertype", "vlan", "packetSize"] as const)
    test(`bytes by ${kind} are all bytes`, () => expect(groupBytes(traffic, kind)).toBe(traffic.totals.bytes))

  test("hosts sent what their sides of flows counted", () => {
    const sent = traffic.accounting.hosts({ limit: 1000 }).rows.reduce((sum, row) => sum + row.bytesSent, 0)
    const received = traffic.accounting.hosts({ limit: 1000 }).rows.reduce((sum, row) => sum + row.bytesReceived, 0)
    const fromFlows = flowRows.reduce((sum, row) => sum + (flows.hostA[row] >= 0 ? flows.bytesAB[row] : 0) + (flows.hostB[row] >= 0 ? flows.bytesBA[row] : 0), 0)
    const toFlows = flowRows.reduce((sum, row) => sum + (flows.hostA[row] >= 0 ? flows.bytesBA[row] : 0) + (flows.hostB[row] >= 0 ? flows.bytesAB[row] : 0), 0)
    expect({ sent, received }).toEqual({ sent: fromFlows, received: toFlows })
  })

  test("retransmissions of hosts are those of flows", () => {
    const hosts = traffic.accounting.hosts({ limit: 1000 }).rows.reduce((sum, row) => sum + row.retransmissions, 0)
    expect(hosts).toBe(flowRows.filter((row) => (flows.key[row * KEY_WORDS + 9] & 255) === 6).reduce((sum, row) => sum + flows.retransmissionsAB[row], 0))
  })

  test("each flow counts once by l4, application, dscp and has one client and one server", () => {
    for (const kind of ["l4", "application", "category", "breed", "dscp"] as const)
      expect(traffic.accounting.groups(kind, {}).rows.reduce((sum, row) => sum + row.flows, 0)).toBe(flowRows.length)
    const hosts = traffic.accounting.hosts({ limit: 1000 }).rows
    const sides = flowRows.reduce((sum, row) => sum + (flows.hostA[row] >= 0 ? 1 : 0) + (flows.hostB[row] >= 0 ? 1 : 0), 0)
    expect(hosts.reduce((sum, row) => sum + row.flowsAsClient + row.flowsAsServer, 0)).toBe(sides)
  })

  test("nothing is active after the end", () => {
    expect(traffic.accounting.hosts({ limit: 1000 }).rows.filter((row) => row.activeFlows !== 0 || row.score !== 0)).toEqual([])
    expect(traffic.batches.at(-1)?.activeFlows.every((flowsNow) => flowsNow === 0)).toBe(true)
  })

  test("a remote host's lists add up to the host, with what was before as Other", () => {
    const { rows } = traffic.accounting.hosts({ limit: 1000, filter: "location = remote" })
    expect(rows.length).toBeGreaterThan(3)
    for (const row of rows) {
      const detail = traffic.accounting.host(row.ip, row.vlan)
      for (const list of [detail?.l4, detail?.dscp]) {
        expect(list?.reduce((sum, share) => sum + share.bytesSent, 0)).toBe(row.bytesSent)
        expect(list?.reduce((sum, share) => sum + share.bytesReceived, 0)).toBe(row.bytesReceived)
        expect(list?.reduce((sum, share) => sum + share.flows, 0)).toBe(row.flowsAsClient + row.flowsAsServer)
      }
    }
  })
  test("a local host's lists add up to the host", () => {
    for (const row of traffic.accounting.hosts({ limit: 1000, filter: "location = local" }).rows) {
      const detail = traffic.accounting.host(row.ip, row.vlan)
      for (const list of [detail?.applications, detail?.categories, detail?.l4, detail?.dscp, detail?.peers]) {
        expect(list?.reduce((sum, share) => sum + share.bytesSent, 0)).toBe(row.bytesSent)
        expect(list?.reduce((sum, share) => sum + share.bytesReceived, 0)).toBe(row.bytesReceived)
      }
      expect(Object.values(detail?.packetSizesSent ?? {}).reduce((sum, packets) => sum + packets, 0)).toBe(row.packetsSent)
      expect(Object.values(detail?.packetSizesReceived ?? {}).reduce((sum, packets) => sum + packets, 0)).toBe(row.packetsReceived)
    }
  })

  const seriesKindsThatAddUp = groupKinds.filter((kind) => !["breed", "ethertype", "packetSize", "exporter", "exporterInterface"].includes(kind)) // exporters: records/record-intake.test.ts
  for (const kind of seriesKindsThatAddUp) test(`points of ${kind} add up to its totals`, () => {
    const fromPoints = new Map<string, number>()
    for (const batch of traffic.batches) for (let i = 0; i < batch.count; i++)
      if (batch.kind[i] === kind) fromPoints.set(batch.key[i], (fromPoints.get(batch.key[i]) ?? 0) + batch.bytesSent[i] + batch.bytesReceived[i])
    const totals = new Map(traffic.accounting.groups(kind, { limit: 1000 }).rows.map((row) => [row.key, row.bytes] as const))
    expect(Object.fromEntries(fromPoints)).toEqual(Object.fromEntries(totals))
    expect(totals.size).toBeGreaterThan(0)
  })
  test("points of hosts and of the interface add up", () => {
    const sum = (kind: string) => traffic.batches.reduce((all, batch) => all + batch.kind.reduce((part, one, i) => part + (one === kind ? batch.bytesSent[i] + batch.bytesReceived[i] : 0), 0), 0)
    expect(sum("interface")).toBe(traffic.totals.bytes)
    expect(sum("host")).toBe(traffic.accounting.hosts({ limit: 1000 }).rows.reduce((all, row) => all + row.bytes, 0))
  })
  test("columns of a batch are equally long, points stand on whole minutes, nothing is negative", () => {
    expect(traffic.batches.length).toBeGreaterThan(5)
    for (const batch of traffic.batches) for (const column of Object.values(batch)) if (Array.isArray(column)) {
      expect(column.length).toBe(batch.count)
      expect(column.filter((value) => typeof value === "number" && value < 0)).toEqual([])
    }
    expect(traffic.batches.flatMap((batch) => batch.atMs).filter((atMs) => atMs % 60_000 !== 0)).toEqual([])
  })
})

test("harvesting twice adds nothing", () => {
  const traffic = new Traffic()
  const row = traffic.start({ client: "192.168.1.2", server: "8.8.8.8" })
  traffic.send(row, true, 100)
  traffic.send(row, false, 900)
  traffic.harvest()
  const once = hostOf(traffic, "192.168.1.2")
  traffic.harvest()
  expect(hostOf(traffic, "192.168.1.2")).toEqual(once)
  expect(once).toMatchObject({ bytes: 1000, bytesSent: 100, bytesReceived: 900, packetsSent: 1, packetsReceived: 1, activeFlows: 1, flowsAsClient: 1, flowsAsServer: 0, peers: 1 })
})

test("the row of a host", () => {
  const traffic = new Traffic({ hostAliases: { "192.168.1.2": "desk" } })
  const row = traffic.start({ client: "192.168.1.2", server: "8.8.8.8" })
  traffic.send(row, true, 100)
  traffic.detect(row, TLS, NETFLIX, 17)
  traffic.harvest()
  expect(hostOf(traffic, "192.168.1.2")).toMatchObject({ location: "local", network: "home", name: "desk", nameSource: "alias", mac: "00:11:22:00:00:01", vendor: "Acme", country: null, asn: null, topApp: "TLS.NetFlix", firstSeenMs: START_US / 1000 })
  expect(hostOf(traffic, "8.8.8.8")).toMatchObject({ location: "remote", network: null, mac: null, country: "US", asn: 15169, asName: "Google LLC", flowsAsServer: 1, topApp: "TLS.NetFlix" })
})

describe("who is no host", () => {
  const cases = [
    { server: "224.0.0.251" }, { server: "239.1.2.3" }, { server: "255.255.255.255" }, { server: "192.168.1.255", why: "directed broadcast of a local network" },
    { server: "172.16.0.255", serverMac: 0xffffffffffff, why: "sent to everybody's MAC" }, { client: "fe80::1", server: "ff02::1" }, { client: "0.0.0.0", server: "255.255.255.255", hosts: 0 },
  ]
  for (const { client = "192.168.1.2", server, hosts = 1, ...rest } of cases) test(`${client} to ${server}`, () => {
    const traffic = new Traffic()
    const row = traffic.start({ client, server, ...rest })
    expect(traffic.accounting.stats().activeHosts).toBe(hosts)
    expect(traffic.flows.hostB[row]).toBe(-1)
  })
})

test("one address on two VLANs is two hosts", () => {
  const traffic = new Traffic()
  traffic.start({ client: "10.0.0.1", server: "10.0.0.2", vlan: 1 })
  traffic.start({ client: "10.0.0.1", server: "10.0.0.2", vlan: 2 })
  expect(traffic.accounting.stats()).toMatchObject({ activeHosts: 4, localHosts: 4 })
  expect(traffic.accounting.host("10.0.0.1", 2)?.row.vlan).toBe(2)
  expect(traffic.accounting.host("10.0.0.1", 0)).toBeNull()
})

test("a flow whose handshake shows the other client changes sides", () => {
  const traffic = new Traffic()
  const row = traffic.start({ client: "192.168.1.2", server: "8.8.8.8" })
  traffic.send(row, true, 100)
  traffic.harvest()
  traffic.swap(row)
  traffic.harvest()
  expect(hostOf(traffic, "192.168.1.2")).toMatchObject({ flowsAsClient: 0, flowsAsServer: 1 })
  expect(hostOf(traffic, "8.8.8.8")).toMatchObject({ flowsAsClient: 1, flowsAsServer: 0 })
})

test("bytes wait for the dissectors' verdict and then all count for it", () => {
  const traffic = new Traffic()
  const row = traffic.start({ client: "192.168.1.2", server: "8.8.8.8", inspecting: true })
  traffic.send(row, true, 100)
  traffic.harvest()
  expect(traffic.accounting.groups("application", {}).rows).toEqual([])
  traffic.detect(row, TLS, 0, 5)
  traffic.send(row, false, 50)
  traffic.harvest()
  expect(traffic.accounting.groups("application", {}).rows).toMatchObject([{ key: "TLS", bytes: 150, bytesSent: 100, flows: 1 }])
})

describe("scores", () => {
  const id = riskId(riskById(1)?.key ?? "")
  const risk = riskById(id)
  test("go to the sides and back when the flow ends", () => {
    const traffic = new Traffic()
    const row = traffic.start({ client: "192.168.1.2", server: "8.8.8.8" })
    traffic.send(row, true, 100)
    traffic.flows.score[row] = risk?.score ?? 0
    traffic.accounting.riskAdded(row, id)
    traffic.harvest()
    expect(hostOf(traffic, "192.168.1.2")).toMatchObject({ score: risk?.clientScore, alerts: 1 })
    expect(hostOf(traffic, "8.8.8.8")).toMatchObject({ score: risk?.serverScore, alerts: 1 })
    expect(traffic.accounting.groups("l4", {}).rows[0].score).toBe(risk?.score)
    expect(traffic.accounting.groups("application", {}).rows[0].score).toBe(risk?.score)
    traffic.end(row)
    expect(hostOf(traffic, "192.168.1.2")).toMatchObject({ score: 0, alerts: 1, activeFlows: 0 })
    expect(traffic.accounting.groups("asn", {}).rows[0].score).toBe(0)
    expect(traffic.accounting.groups("application", {}).rows[0].score).toBe(0)
  })
})

describe("a full table", () => {
  test("lets the idle-most remote host without flows go", () => {
    const traffic = new Traffic({ maxHosts: 8 }) // at most 7 remote ones
    const rows = ["9.0.0.1", "9.0.0.2", "9.0.0.3"].map((server) => {
      traffic.nowUs += 1e6
      return traffic.start({ client: "192.168.1.2", server })
    })
    for (const row of rows.slice(0, 2)) traffic.end(row)
    for (const server of ["9.0.0.4", "9.0.0.5", "9.0.0.6", "9.0.0.7"]) traffic.start({ client: "192.168.1.2", server })
    expect(traffic.accounting.stats().tables.hosts).toMatchObject({ used: 8, evicted: 0, refused: 0 })
    traffic.start({ client: "192.168.1.2", server: "9.0.0.8" })
    expect(traffic.accounting.host("9.0.0.1", 0)).toBeNull()
    expect(traffic.accounting.host("9.0.0.2", 0)).not.toBeNull()
    expect(traffic.accounting.host("9.0.0.8", 0)).not.toBeNull()
    expect(traffic.accounting.stats().tables.hosts).toMatchObject({ used: 8, limit: 8, evicted: 1, refused: 0 })
  })
  test("keeps room for local hosts and refuses strangers while all are busy", () => {
    const traffic = new Traffic({ maxHosts: 8 })
    for (let i = 1; i <= 12; i++) traffic.start({ client: `9.0.0.${i}`, server: "224.0.0.1" })
    expect(traffic.accounting.stats().tables.hosts).toMatchObject({ used: 7, evicted: 0, refused: 5 })
    traffic.start({ client: "192.168.1.2", server: "224.0.0.1" })
    expect(traffic.accounting.host("192.168.1.2", 0)).not.toBeNull()
    const row = traffic.start({ client: "9.0.0.99", server: "224.0.0.1" })
    expect(traffic.flows.hostA[row]).toBe(-1)
  })
  test("local hosts go when there is no remote one", () => {
    const traffic = new Traffic({ maxHosts: 2 })
    const rows = ["192.168.1.1", "192.168.1.2"].map((client) => {
      traffic.nowUs += 1e6
      return traffic.start({ client, server: "224.0.0.1" })
    })
    for (const row of rows) traffic.end(row)
    traffic.start({ client: "192.168.1.3", server: "224.0.0.1" })
    expect(traffic.accounting.host("192.168.1.1", 0)).toBeNull()
    expect(traffic.accounting.host("192.168.1.2", 0)).not.toBeNull()
    expect(traffic.accounting.stats().tables.hosts).toMatchObject({ used: 2, evicted: 1 })
  })
})

describe("idle hosts leave by the packet clock", () => {
  const cases = [
    { seconds: 59, local: true, remote: true }, { seconds: 61, local: true, remote: false }, { seconds: 299, local: true, remote: false }, { seconds: 301, local: false, remote: false },
  ]
  for (const { seconds, local, remote } of cases) test(`after ${seconds} s`, () => {
    const traffic = new Traffic()
    traffic.accounting.tick(traffic.nowUs)
    const row = traffic.start({ client: "192.168.1.2", server: "8.8.8.8" })
    traffic.send(row, true, 100)
    traffic.end(row)
    traffic.wait(seconds)
    expect({ local: traffic.accounting.host("192.168.1.2", 0) !== null, remote: traffic.accounting.host("8.8.8.8", 0) !== null }).toEqual({ local, remote })
    const hosts = (kind: GroupKind) => traffic.accounting.groups(kind, {}).rows[0].hosts
    expect({ network: hosts("network"), asn: hosts("asn"), country: hosts("country") }).toEqual({ network: local ? 1 : 0, asn: remote ? 1 : 0, country: remote ? 1 : 0 })
  })
  test("never while a flow is active", () => {
    const traffic = new Traffic()
    traffic.accounting.tick(traffic.nowUs)
    traffic.start({ client: "192.168.1.2", server: "8.8.8.8" })
    traffic.wait(1000)
    expect(traffic.accounting.stats().activeHosts).toBe(2)
  })
})

describe("MACs", () => {
  test("a router's MAC is nobody's own", () => {
    const traffic = new Traffic({ localNetworks: ["10.0.0.0/8"] })
    for (let i = 1; i <= 9; i++) {
      const row = traffic.start({ client: `10.0.${i}.1`, server: "8.8.8.8", clientMac: 0x001122000099 })
      traffic.send(row, true, 60)
      traffic.harvest()
      expect(hostOf(traffic, "10.0.1.1").mac).toBe(i <= 8 ? "00:11:22:00:00:99" : null)
    }
    expect(traffic.accounting.groups("device", { filter: "hosts > 1" }).rows).toMatchObject([{ key: "00:11:22:00:00:99", hosts: 9, label: "Acme" }])
  })
  test("ARP proves a MAC, before or after the first packet", () => {
    const traffic = new Traffic()
    const arp = { etherType: 0x0806, srcMacHigh: 0x0011, srcMacLow: 0x22000042, arpSenderMacHigh: 0x0011, arpSenderMacLow: 0x22000042 }
    traffic.nonIp({ ...arp, arpSenderIpv4: 0x0505_0505 })
    traffic.start({ client: "5.5.5.5", server: "6.6.6.6" })
    traffic.nonIp({ ...arp, arpSenderIpv4: 0x0606_0606 })
    expect([hostOf(traffic, "5.5.5.5").mac, hostOf(traffic, "6.6.6.6").mac]).toEqual(["00:11:22:00:00:42", "00:11:22:00:00:42"])
  })
  test("the server's own frames correct the guess of the first packet", () => {
    const traffic = new Traffic()
    const row = traffic.start({ client: "192.168.1.2", server: "192.168.1.3", serverMac: 0x001122000001 })
    traffic.flows.macBHigh[row] = 0x0011
    traffic.flows.macBLow[row] = 0x22000033
    traffic.send(row, false, 60)
    traffic.harvest()
    expect(hostOf(traffic, "192.168.1.3").mac).toBe("00:11:22:00:00:33")
    traffic.end(row)
    expect(traffic.batches).toEqual([])
  })
})

test("bytes between local and remote", () => {
  const traffic = new Traffic()
  const out = traffic.start({ client: "192.168.1.2", server: "8.8.8.8" })
  const into = traffic.start({ client: "8.8.8.8", server: "192.168.1.2" })
  const inside = traffic.start({ client: "192.168.1.2", server: "10.0.0.1" })
  traffic.send(out, true, 100)
  traffic.send(out, false, 1000)
  traffic.send(into, true, 10_000)
  traffic.send(inside, true, 50)
  expect(traffic.accounting.stats()).toMatchObject({ bytesLocalToRemote: 100, bytesRemoteToLocal: 11_000 })
})

test("throughput follows the traffic and fades", () => {
  const traffic = new Traffic()
  traffic.accounting.tick(traffic.nowUs)
  const row = traffic.start({ client: "192.168.1.2", server: "8.8.8.8" })
  const rates: number[] = []
  for (let i = 0; i < 12; i++) {
    traffic.send(row, true, 5000)
    traffic.wait(5)
    rates.push(hostOf(traffic, "192.168.1.2").bitsPerSecond)
  }
  expect(rates.at(-1)).toBeGreaterThan(7900)
  expect(rates.at(-1)).toBeLessThanOrEqual(8000)
  for (let i = 0; i < 24; i++) traffic.wait(5)
  expect(hostOf(traffic, "192.168.1.2").bitsPerSecond).toBe(0)
})

test("details: ports, peers, flags, ICMP, metadata", () => {
  const traffic = new Traffic()
  const web = traffic.start({ client: "192.168.1.2", server: "192.168.1.3", serverPort: 80 })
  traffic.send(web, true, 60, { tcpFlags: 0x02 })
  traffic.send(web, false, 60, { tcpFlags: 0x12 })
  traffic.send(web, false, 60, { tcpFlags: 0x14 })
  traffic.flows.details[web] = { hostname: "intra", info: null, evidence: null, metadata: { http: { host: "intra", userAgent: "curl", status: 404 }, tls: { ja4: "t13" } } }
  traffic.detect(web, protocolId("HTTP"), 0, 5)
  const dns = traffic.start({ client: "192.168.1.2", server: "192.168.1.3", serverPort: 53, ipProtocol: 17 })
  traffic.send(dns, true, 70)
  traffic.flows.details[dns] = { hostname: null, info: null, evidence: null, metadata: { dns: { query: "a.example", queries: 1, replies: 0 } } }
  traffic.harvest()
  traffic.flows.details[dns] = { hostname: null, info: null, evidence: null, metadata: { dns: { query: "a.example", queries: 1, replies: 1, replyCode: 3 } } }
  traffic.send(dns, false, 70)
  const ping = traffic.start({ client: "192.168.1.2", server: "192.168.1.3", ipProtocol: 1, clientPort: 0, serverPort: 0 })
  traffic.send(ping, true, 98, { icmpType: 8 })
  traffic.send(ping, false, 98, { icmpType: 0 })
  traffic.endAll()
  const client = traffic.accounting.host("192.168.1.2", 0)
  const server = traffic.accounting.host("192.168.1.3", 0)
  expect(client).toMatchObject({
    peers: [{ key: "192.168.1.3", flows: 3, bytesSent: 60 + 70 + 98, bytesReceived: 120 + 70 + 98 }], serverPorts: [],
    clientPorts: [{ port: 80, l4: "TCP", app: "HTTP", bytes: 180, flows: 1 }, { port: 53, l4: "UDP", app: null, bytes: 140, flows: 1 }],
    tcpFlags: { synSent: 1, synAckSent: 0, resetReceived: 1 }, dns: { queriesSent: 1, queriesReceived: 0, repliesOk: 0, repliesError: 1, names: [{ name: "a.example", count: 1 }] },
    http: { requestsAsClient: 1, requestsAsServer: 0, errors: 1, userAgents: [{ name: "curl", count: 1 }] }, tls: { names: [{ name: "intra", count: 1 }], ja4: [{ name: "t13", count: 1 }] }, ssh: null,
  })
  expect(client?.icmp).toEqual(expect.arrayContaining([{ type: "echo request", sent: 1, received: 0 }, { type: "echo reply", sent: 0, received: 1 }]))
  expect(server).toMatchObject({ tcpFlags: { synAckSent: 1, synReceived: 1, resetSent: 1 }, dns: { queriesReceived: 1 }, http: { requestsAsServer: 1 }, clientPorts: [] })
  expect(server?.serverPorts.map(({ port }) => port)).toEqual([80, 53])
  expect(server?.row.name).toBeNull() // asked for as "intra" by TLS: that is no name of the host
})

test("the page of a remote host with few flows is made from them", () => {
  const traffic = new Traffic()
  const ended = traffic.start({ client: "192.168.1.3", server: "8.8.8.8" })
  traffic.send(ended, true, 1000)
  traffic.end(ended)
  const row = traffic.start({ client: "192.168.1.2", server: "8.8.8.8", serverPort: 443 })
  traffic.send(row, true, 100)
  traffic.send(row, false, 900)
  traffic.flows.details[row] = { hostname: "dns.google", info: null, evidence: null, metadata: { tls: {} } }
  traffic.detect(row, TLS, 0, 5)
  traffic.harvest()
  expect(traffic.accounting.stats().tables.hostDetails.used).toBe(2)
  expect(traffic.accounting.host("8.8.8.8", 0)).toMatchObject({
    row: { bytes: 2000, name: null, peers: 2 }, applications: [{ key: "TLS", bytesSent: 900, bytesReceived: 100, flows: 1 }, { key: "Other", bytesSent: 0, bytesReceived: 1000, flows: 1 }],
    peers: [{ key: "192.168.1.2" }], serverPorts: [{ port: 443, l4: "TCP", app: "TLS", bytes: 1000 }], clientPorts: [], tls: { names: [{ name: "dns.google", count: 1 }] },
  })
})

test("a remote host that gets busy has lists from then on", () => {
  const traffic = new Traffic()
  for (let i = 0; i < 4; i++) {
    const row = traffic.start({ client: `192.168.1.${10 + i}`, server: "8.8.8.8" })
    traffic.send(row, true, 100)
    traffic.harvest()
  }
  expect(traffic.accounting.stats().tables.hostDetails.used).toBe(5)
  traffic.endAll()
  expect(traffic.accounting.host("8.8.8.8", 0)?.l4).toEqual([{ key: "TCP", bytesSent: 0, bytesReceived: 100, flows: 1 }, { key: "Other", bytesSent: 0, bytesReceived: 300, flows: 3 }])
})

test("memory of a host's columns stays within its budget", async () => {
  const { HostTable } = await import("./host-table.ts")
  expect(new HostTable(131_072, 1).bytesPerHost()).toBeLessThan(400) // 600 B with its card and names
})

describe("nothing is lost at the edges", () => {
  const unknownBytes = (traffic: Traffic) => traffic.accounting.groups("application", { filter: 'key = "Unknown"' }).rows.map(({ bytes, flows }) => ({ bytes, flows }))
  test("a flow that ends while dissectors still look", () => {
    const traffic = new Traffic()
    const row = traffic.start({ client: "192.168.1.2", server: "8.8.8.8", inspecting: true })
    traffic.send(row, true, 100)
    traffic.end(row)
    expect(unknownBytes(traffic)).toEqual([{ bytes: 100, flows: 1 }])
    expect(traffic.accounting.host("192.168.1.2", 0)?.applications).toMatchObject([{ key: "Unknown", bytesSent: 100 }])
  })
  test("a flow that is there at the end of input, without packets since its last harvest", () => {
    const traffic = new Traffic()
    const row = traffic.start({ client: "192.168.1.2", server: "8.8.8.8", inspecting: true })
    traffic.send(row, true, 100)
    traffic.harvest()
    expect(unknownBytes(traffic)).toEqual([])
    traffic.flows.flags[row] &= ~FLOW_INSPECTING
    traffic.accounting.finish(traffic.nowUs)
    expect(unknownBytes(traffic)).toEqual([{ bytes: 100, flows: 1 }])
  })
  test("a local host that leaves within the minute has its point", () => {
    const traffic = new Traffic({ maxHosts: 1 })
    traffic.accounting.tick(traffic.nowUs)
    for (const client of ["192.168.1.2", "192.168.1.3"]) {
      const row = traffic.start({ client, server: "224.0.0.1" })
      traffic.send(row, true, 100)
      traffic.end(row)
    }
    traffic.accounting.finish(traffic.nowUs)
    const [batch] = traffic.batches
    expect(batch.key.filter((_, i) => batch.kind[i] === "host")).toEqual(["192.168.1.2", "192.168.1.3"])
  })
  test("one wrong timestamp does not stop the clock", () => {
    const traffic = new Traffic()
    const row = traffic.start({ client: "192.168.1.2", server: "8.8.8.8" })
    traffic.wait(1)
    traffic.send(row, true, 100)
    traffic.wait(1e9)
    traffic.send(row, true, 200)
    traffic.wait(-1e9)
    for (let minute = 0; minute < 3; minute++) {
      traffic.send(row, true, 300)
      traffic.wait(60)
    }
    const bytes = traffic.batches.flatMap((batch) => batch.bytesSent.filter((_, i) => batch.kind[i] === "l4"))
    expect(bytes).toEqual([100, 200, 300, 300, 300])
    traffic.end(row)
    traffic.wait(301)
    expect(traffic.accounting.stats().activeHosts).toBe(0)
  })
})
