import { expect, test } from "vitest"
import { createEngine } from "../create-engine.ts"
import { blockOf, ethernet, ipv4, udp } from "../decode/testing.ts"
import type { EngineOptions } from "../engine.ts"
import { testFacts } from "../hosts/testing/traffic.ts"

const options: EngineOptions = {
  interfaceName: "eth0", interfaceId: 0, localNetworks: ["10.0.0.0/8"], maxFlows: 1000, maxHosts: 1000, flowIdleSeconds: 0, hostIdleSeconds: 0, activeSliceSeconds: 0, harvestSeconds: 1,
  inspect: true, account: true, entropy: false, decapsulate: true, hashSeed: 1, facts: testFacts, hostAliases: {},
}
const packet = (src: string, dst: string, srcPort: number, dstPort: number, payload: number) => ({ bytes: ethernet(ipv4({ protocol: 17, src, dst }, udp(new Array<number>(payload).fill(1), { srcPort, dstPort }))) })

function engineWith() {
  const engine = createEngine(options, { onFlows: () => undefined, onSeries: () => undefined })
  engine.process(blockOf([
    packet("10.0.0.1", "192.0.2.1", 4000, 7000, 100), packet("10.0.0.1", "192.0.2.2", 4001, 7000, 100), packet("10.0.0.2", "192.0.2.2", 4002, 7000, 300), packet("10.0.0.2", "192.0.2.2", 4002, 7000, 300), packet("10.0.0.2", "192.0.2.2", 4003, 7001, 10),
  ]))
  return engine
}
const HEADERS = 14 + 20 + 8

test("sums, flows and different addresses per key, largest first", () => {
  expect(engineWith().flowGroups({ by: ["serverPort"] })).toMatchObject({
    total: 2,
    groups: [
      { key: [7000], flows: 3, packets: 4, bytesToServer: 800 + 4 * HEADERS, bytesToClient: 0, clients: 2, servers: 2 },
      { key: [7001], flows: 1, packets: 1, bytesToServer: 10 + HEADERS, clients: 1, servers: 1 },
    ],
  })
})
test("several columns, of every kind; unknown ones are null", () => {
  expect(engineWith().flowGroups({ by: ["client", "clientLocation", "encrypted", "nonsense"], limit: 1 })).toMatchObject({ total: 2, groups: [{ key: ["10.0.0.2", "local", false, null], flows: 2 }] })
})
test("a filter narrows, a wrong one is refused", () => {
  expect(engineWith().flowGroups({ by: ["client"], filter: "server = 192.0.2.1" }).groups).toMatchObject([{ key: ["10.0.0.1"], flows: 1 }])
  expect(() => engineWith().flowGroups({ by: ["client"], filter: "server >" })).toThrowError()
})
