// Addresses and ports after translation in the place of those before (--post-nat): whoever watches outside of the NAT sees these. Those
// before are kept with the flow.
import { formatIp, isIpv4, parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { RECORD, type RecordBlock } from "@netweir/engine/records/record-block.ts"

/** Of the records of a block; sampled packets are as they were on the wire. */
export function usePostNat(block: RecordBlock): void {
  for (let slot = 0; slot < block.count; slot++) {
    const nat = block.extras[slot]?.metadata?.["nat"]
    if (nat === undefined || block.kind[slot] !== RECORD) continue
    useAddress(nat, "srcIp", "srcIpBefore", block.src, 4 * slot)
    useAddress(nat, "dstIp", "dstIpBefore", block.dst, 4 * slot)
    usePort(nat, "srcPort", "srcPortBefore", block.srcPort, slot)
    usePort(nat, "dstPort", "dstPortBefore", block.dstPort, slot)
    block.ipVersion[slot] = isIpv4(block.src, 4 * slot) && isIpv4(block.dst, 4 * slot) ? 4 : 6
  }
}

const words = new Uint32Array(4)

function useAddress(nat: Record<string, unknown>, name: string, before: string, own: Uint32Array, at: number): void {
  const text = nat[name]
  if (typeof text !== "string" || !parseIp(text, words) || isUnspecified(words)) return
  nat[before] = formatIp(own, at)
  own.set(words, at)
  delete nat[name]
}

function isUnspecified(address: Uint32Array): boolean {
  return address[3] === 0 && (isIpv4(address, 0) || (address[0] | address[1] | address[2]) === 0)
}

function usePort(nat: Record<string, unknown>, name: string, before: string, own: Uint16Array, at: number): void {
  const port = Number(nat[name])
  if (!Number.isInteger(port) || port <= 0 || port > 0xffff) return
  nat[before] = own[at]
  own[at] = port
  delete nat[name]
}
