// What a payload costs that nobody recognises: `npx tsx packages/engine/src/inspect/measure-no-match.ts`
// Prints ns per dissector alone (first byte and port as it likes them), and per flow with the whole registry. Not a test: machines differ.
import { protocolByName } from "@netweir/model"
import { dissectors } from "../dissectors/index.ts"
import { Packet } from "../decode/packet.ts"
import { FlowColumns, KEY_WORDS } from "../flows/flow-columns.ts"
import { FLOW_INSPECTING } from "../flows/flags.ts"
import { createInspector } from "./create-inspector.ts"
import { InspectionView, type InspectionTools } from "./inspection-view.ts"
import type { InspectorHost } from "./inspector.ts"
import { transports } from "./transports.ts"
import type { Dissector } from "./types.ts"

const PAYLOADS = 512
const ROUNDS = 400
const PAYLOAD_BYTES = 600

let seed = 1
const next = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32
const noise = Array.from({ length: PAYLOADS }, () => Uint8Array.from({ length: PAYLOAD_BYTES }, () => next() * 256))

const flows = new FlowColumns(PAYLOADS)
const unused = {} as unknown as Omit<InspectionTools, "flows"> // recognition touches none of them
const seen = new InspectionView({ ...unused, flows })

function nsOfDissector(dissector: Dissector): number {
  const transport = dissector.transports[0]
  const protocol = protocolByName(dissector.protocol)
  const port = (dissector.hintPorts ?? (transport === "tcp" ? protocol?.tcpPorts : protocol?.udpPorts) ?? [])[0] ?? 40_000
  for (let i = 0; i < PAYLOADS; i++) {
    flows.key[i * KEY_WORDS + 8] = ((50_000 << 16) | port) >>> 0
    if (dissector.firstBytes) noise[i][0] = dissector.firstBytes[i % dissector.firstBytes.length]
  }
  seen.payloadPackets = seen.payloadPacketsToServer = 1
  let startedAt = 0
  for (let round = -ROUNDS / 4; round < ROUNDS; round++) {
    if (round === 0) startedAt = performance.now()
    for (let i = 0; i < PAYLOADS; i++) {
      seen.aim(i, true, transports.indexOf(transport))
      seen.payload.set(noise[i], 0, PAYLOAD_BYTES)
      seen.stream.set(noise[i], 0, PAYLOAD_BYTES)
      seen.payloadWireBytes = PAYLOAD_BYTES
      seen.state = 0
      dissector.recognise(seen)
    }
  }
  return ((performance.now() - startedAt) * 1e6) / (ROUNDS * PAYLOADS)
}

/** A flow of one unrecognised payload per direction: begin, inspect, finish. */
function nsOfFlow(list: readonly Dissector[], ipProtocol: number): number {
  const host: InspectorHost = { flows, learnName() {}, learnOs() {}, onRisk() {}, onDetected() {} }
  const inspector = createInspector(host, { dissectors: list })
  const packet = new Packet()
  packet.ipProtocol = ipProtocol
  packet.payloadBytes = packet.payloadWireBytes = PAYLOAD_BYTES
  for (const payload of noise) payload[0] = next() * 256
  let startedAt = 0
  for (let round = -ROUNDS / 4; round < ROUNDS; round++) {
    if (round === 0) startedAt = performance.now()
    for (let flow = 0; flow < PAYLOADS; flow++) {
      flows.key[flow * KEY_WORDS + 8] = ((50_000 << 16) | 40_001) >>> 0
      flows.key[flow * KEY_WORDS + 9] = ipProtocol
      flows.flags[flow] = 1
      flows.masterProtocol[flow] = flows.appProtocol[flow] = 0
      inspector.begin(flow)
      for (let side = 0; side < 2; side++) {
        packet.payloadSource = noise[(flow + side) % PAYLOADS]
        packet.tcpSequence = 1000
        if (flows.flags[flow] & FLOW_INSPECTING) inspector.inspect(flow, packet, side === 0)
      }
      inspector.finish(flow)
    }
  }
  return ((performance.now() - startedAt) * 1e6) / (ROUNDS * PAYLOADS)
}

const lines = dissectors.map((dissector) => [nsOfDissector(dissector), dissector.protocol] as const).toSorted((a, b) => b[0] - a[0])
for (const [ns, protocol] of lines) process.stdout.write(`${ns.toFixed(1).padStart(8)} ns  ${protocol}\n`)
for (const [name, ipProtocol] of [["TCP", 6], ["UDP", 17]] as const) {
  const bare = nsOfFlow([], ipProtocol)
  const full = nsOfFlow(dissectors, ipProtocol)
  process.stdout.write(`${name}: flow of two unrecognised payloads ${full.toFixed(0)} ns, without dissectors ${bare.toFixed(0)} ns: ${((full - bare) / 2).toFixed(0)} ns per payload for ${dissectors.length} dissectors\n`)
}
