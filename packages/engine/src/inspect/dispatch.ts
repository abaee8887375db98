// Who is asked about a first payload: tables made once from what the dissectors declare, so that a payload meets only those
// whose proof can start with its first byte, in the order of the registry, those with a fitting port first.
import { protocolByName } from "@netweir/model"
import { transports } from "./transports.ts"
import type { Dissector, Inspection, Verdict, Appetite } from "./types.ts"

const NOBODY = new Uint16Array(0)

export interface Dispatch {
  readonly dissectors: readonly Dissector[]
  readonly count: number
  /** By index of the dissector. Called without `this`. */
  readonly recognise: readonly ((seen: Inspection) => Verdict)[]
  readonly extract: readonly (((seen: Inspection) => Appetite) | undefined)[]
  readonly protocol: Uint16Array
  readonly minBytes: Uint16Array
  /** Indices to try, by transport * 256 + first byte. */
  readonly byFirstByte: readonly Uint16Array[]
  /** Indices with this hint port, by transport * 65536 + port; undefined = none. */
  readonly byPort: ReadonlyMap<number, Uint16Array>
  /** By transport: is there any dissector? */
  readonly isRead: readonly boolean[]
  /** Does the dissector take this first byte? transport * 256 + byte, one bit per dissector. */
  accepts(dissector: number, transport: number, firstByte: number): boolean
  /** The dissector of a protocol on a transport, or -1. */
  indexOf(protocol: number, transport: number): number
}

export function createDispatch(dissectors: readonly Dissector[]): Dispatch {
  const count = dissectors.length
  const protocol = Uint16Array.from(dissectors, (one) => requireProtocol(one).id)
  const acceptance = new Uint8Array(count * transports.length * 256)
  const byFirstByte: Uint16Array[] = []
  const byPort = new Map<number, number[]>()
  for (let transport = 0; transport < transports.length; transport++) {
    const speakers = dissectors.flatMap((one, index) => (one.transports.includes(transports[transport]) ? [index] : []))
    for (let firstByte = 0; firstByte < 256; firstByte++) {
      const fitting = speakers.filter((index) => dissectors[index].firstBytes?.includes(firstByte) ?? true)
      for (const index of fitting) acceptance[(index * transports.length + transport) * 256 + firstByte] = 1
      const everywhere = fitting.filter((index) => dissectors[index].onlyOnHintPorts !== true)
      byFirstByte.push(everywhere.length === 0 ? NOBODY : Uint16Array.from(everywhere))
    }
    for (const index of speakers) {
      for (const port of hintPorts(dissectors[index], transport)) {
        const key = transport * 65536 + port
        const group = byPort.get(key)
        if (group) group.push(index)
        else byPort.set(key, [index])
      }
    }
  }
  return {
    isRead: transports.map((transport) => dissectors.some((one) => one.transports.includes(transport))),
    dissectors, count, protocol, byFirstByte,
    recognise: dissectors.map((one) => one.recognise),
    extract: dissectors.map((one) => one.extract),
    minBytes: Uint16Array.from(dissectors, (one) => Math.max(1, one.minBytes ?? 1)),
    byPort: new Map([...byPort].map(([key, group]) => [key, Uint16Array.from(group)])),
    accepts: (dissector, transport, firstByte) => acceptance[(dissector * transports.length + transport) * 256 + firstByte] === 1,
    indexOf: (wanted, transport) => dissectors.findIndex((one, index) => protocol[index] === wanted && one.transports.includes(transports[transport])),
  }
}

function requireProtocol(dissector: Dissector): { id: number } {
  const found = protocolByName(dissector.protocol)
  if (!found) throw new Error(`dissector for "${dissector.protocol}": no such protocol in model/data/protocols.ts`)
  return found
}

function hintPorts(dissector: Dissector, transport: number): readonly number[] {
  if (dissector.hintPorts) return dissector.hintPorts
  const own = protocolByName(dissector.protocol)
  if (!own) return []
  return transports[transport] === "tcp" ? own.tcpPorts : own.udpPorts
}
