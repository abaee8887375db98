// Addresses after translation (IPFIX 225-228): kept when they differ from those of the flow; Mikrotik sends them with every record.
import { formatIp, formatIpv4, isIpv4 } from "@netweir/engine/addresses/ip-text.ts"
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { metadataOf } from "./extras.ts"
import type { RecordContext } from "./record-context.ts"

const SRC = 0
const DST = 1

export function noteNat(context: RecordContext, block: RecordBlock, slot: number): void {
  note(context, block, slot, SRC, block.src, block.srcPort[slot], "srcIp", "srcPort")
  note(context, block, slot, DST, block.dst, block.dstPort[slot], "dstIp", "dstPort")
}

function note(context: RecordContext, block: RecordBlock, slot: number, side: number, words: Uint32Array, ownPort: number, ipName: string, portName: string): void {
  const address = context.natV4[side]
  const port = context.natPorts[side] & 0xffff
  if (address !== 0 && (!isIpv4(words, 4 * slot) || words[4 * slot + 3] !== address)) metadataOf(block, slot, "nat")[ipName] = formatIpv4(address)
  if (port !== 0 && port !== ownPort) metadataOf(block, slot, "nat")[portName] = port
}

const translated = new Uint32Array(4)

/** IPFIX 281, 282. */
export function noteNatV6(block: RecordBlock, slot: number, bytes: Uint8Array, at: number, name: "srcIp" | "dstIp"): void {
  for (let word = 0; word < 4; word++) translated[word] = ((bytes[at + 4 * word] << 24) | (bytes[at + 4 * word + 1] << 16) | (bytes[at + 4 * word + 2] << 8) | bytes[at + 4 * word + 3]) >>> 0
  metadataOf(block, slot, "nat")[name] = formatIp(translated, 0)
}
