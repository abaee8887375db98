// How often a dissector takes for its own what is not: random bytes, text, mostly zeros, and other protocols' payloads, as they are and
// mutated. A payload meets a dissector as in traffic: when its first byte and length fit. Other protocols' payloads come on the ports of
// their flows; of the noise one in four comes on the dissector's own port.
import { protocolByName } from "@netweir/model"
import { FlowColumns, KEY_WORDS } from "../flows/flow-columns.ts"
import { InspectionView, type InspectionTools } from "./inspection-view.ts"
import type { FlowSpec } from "./testing.ts"
import { transports } from "./transports.ts"
import { MATCH, type Dissector, type Transport } from "./types.ts"

export interface OwnedPayload {
  readonly bytes: Uint8Array
  /** Whose it is, and what it truly carries besides: no false match for these, also when mutated. */
  readonly protocols: readonly string[]
  readonly transport: Transport
  readonly flow: FlowSpec
}
export interface Precision {
  readonly protocol: string
  /** Payloads that it was asked about, of all that there were. */
  readonly asked: number
  readonly falseMatches: number
  /** For instance, the kinds of the first ones. */
  readonly examples: readonly string[]
}

const MOST_BYTES = 600
const MOST_EXAMPLES = 5

export function measurePrecision(dissectors: readonly Dissector[], owned: readonly OwnedPayload[], payloads: number, seed = 7): Precision[] {
  let state = seed >>> 0
  const next = (below: number): number => Math.floor(((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32) * below)
  const flows = new FlowColumns(1)
  flows.key[2] = flows.key[6] = 0xffff
  flows.ipVersion[0] = 4
  const unused = {} as unknown as Omit<InspectionTools, "flows"> // recognition touches none of them
  const seen = new InspectionView({ ...unused, flows })
  const bytes = new Uint8Array(64 * 1024)
  const rows = dissectors.map((dissector) => ({
    dissector, asked: 0, falseMatches: 0, examples: [] as string[],
    firstBytes: dissector.firstBytes && new Set(dissector.firstBytes), minBytes: Math.max(1, dissector.minBytes ?? 1),
    tcpPorts: dissector.hintPorts ?? protocolByName(dissector.protocol)?.tcpPorts ?? [], udpPorts: dissector.hintPorts ?? protocolByName(dissector.protocol)?.udpPorts ?? [],
  }))
  for (let i = 0; i < payloads; i++) {
    const own = i % 2 === 0 && owned.length > 0 ? owned[next(owned.length)] : null
    const kind = own ? (i % 4 === 0 ? "as it is" : "mutated") : ["random", "text", "zeros"][next(3)]
    const length = own ? fillOwned(bytes, own.bytes, kind === "mutated", next) : fill(bytes, kind, next)
    const transport = own?.transport ?? (i % 3 === 0 ? "udp" : "tcp")
    const port = next(4)
    for (const row of rows) {
      const { dissector } = row
      if (!dissector.transports.includes(transport) || length < row.minBytes || (row.firstBytes && !row.firstBytes.has(bytes[0]))) continue
      const ports = transport === "udp" ? row.udpPorts : row.tcpPorts
      const serverPort = own ? (own.flow.serverPort ?? 40_001) : port === 0 && ports.length > 0 ? ports[i % ports.length] : 40_001
      const isOnPort = ports.includes(serverPort)
      if (dissector.onlyOnHintPorts && !isOnPort) continue
      flows.key[8] = ((50_000 << 16) | serverPort) >>> 0
      flows.key[KEY_WORDS - 2] = transport === "udp" ? 17 : 6
      seen.aim(0, true, transports.indexOf(transport))
      seen.payload.set(bytes, 0, length)
      seen.stream.set(bytes, 0, length)
      seen.payloadWireBytes = length
      seen.payloadPackets = seen.payloadPacketsToServer = 1
      seen.state = 0
      seen.timestampUs = 1.7e15
      seen.streamFromStart = true
      row.asked++
      if (dissector.recognise(seen) !== MATCH || own?.protocols.includes(dissector.protocol)) continue
      row.falseMatches++
      if (row.examples.length < MOST_EXAMPLES) row.examples.push(own ? `${own.protocols[0]} ${kind}${isOnPort ? " on its port" : ""}` : `${kind}${isOnPort ? " on its port" : ""}`)
    }
  }
  return rows.map(({ dissector, asked, falseMatches, examples }) => ({ protocol: dissector.protocol, asked, falseMatches, examples }))
}

function fill(bytes: Uint8Array, kind: string, next: (below: number) => number): number {
  const length = 8 + next(MOST_BYTES - 8)
  for (let i = 0; i < length; i++) bytes[i] = kind === "random" ? next(256) : kind === "text" ? 0x20 + next(95) : next(5) > 0 ? 0 : next(256)
  return length
}
function fillOwned(bytes: Uint8Array, own: Uint8Array, isMutated: boolean, next: (below: number) => number): number {
  bytes.set(own)
  if (!isMutated || own.length === 0) return own.length
  for (let changes = 1 + next(8); changes > 0; changes--) bytes[next(own.length)] = next(256)
  return next(4) === 0 ? 1 + next(own.length) : own.length
}
