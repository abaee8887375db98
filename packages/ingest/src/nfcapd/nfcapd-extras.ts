// Elements of an nfcapd record that few exporters send: translated addresses and ports, events of firewalls (NSEL) and translators (NEL), MPLS labels,
// VRFs. Read off files that nfcapd 1.7.1 wrote of NetFlow with such fields, beside nfdump -o raw.
import { formatIp, formatIpv4 } from "@netweir/engine/addresses/ip-text.ts"
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { metadataOf } from "../netflow/extras.ts"
import { firewallEvents, natEvents } from "../records/event-names.ts"

const MPLS = 14, FIREWALL_EVENT = 19, TRANSLATED_V4 = 20, TRANSLATED_V6 = 21, TRANSLATED_PORTS = 22, NAT_EVENT = 25, VRF = 36
const MPLS_LABELS = 10
export const EXTRA_LEAST_BYTES: Readonly<Record<number, number>> = { [MPLS]: 4 + 4 * MPLS_LABELS, [FIREWALL_EVENT]: 20, [TRANSLATED_V4]: 12, [TRANSLATED_V6]: 36, [TRANSLATED_PORTS]: 8, [NAT_EVENT]: 17, [VRF]: 12 }
const words = new Uint32Array(4)

export function readExtra(type: number, bytes: DataView, from: number, block: RecordBlock, at: number): void {
  const u16 = (offset: number) => bytes.getUint16(from + offset, true)
  const u32 = (offset: number) => bytes.getUint32(from + offset, true)
  const set = (record: string, field: string, value: string | number) => { metadataOf(block, at, record)[field] = value }
  switch (type) {
    case MPLS: {
      // 20 bits of label, 3 of class, 1 of bottom of stack; 0 = none.
      const labels = Array.from({ length: MPLS_LABELS }, (_, i) => u32(4 * i)).filter((label) => label !== 0).map((label) => label >>> 4)
      if (labels.length > 0) metadataOf(block, at, "mpls").labels = labels
      break
    }
    case FIREWALL_EVENT: {
      const eventUs = (u32(0) + u32(4) * 2 ** 32) * 1000
      const event = bytes.getUint8(from + 14)
      if (eventUs > block.lastSeenUs[at]) block.lastSeenUs[at] = eventUs
      set("firewall", "event", firewallEvents[event] ?? String(event))
      if (u16(12) !== 0) set("firewall", "extendedEvent", u16(12))
      break
    }
    // Addresses and ports are kept where they differ from the flow's own; its own stand before them in every record.
    case TRANSLATED_V4:
      if (u32(0) !== 0 && u32(0) !== block.src[4 * at + 3]) set("nat", "srcIp", formatIpv4(u32(0)))
      if (u32(4) !== 0 && u32(4) !== block.dst[4 * at + 3]) set("nat", "dstIp", formatIpv4(u32(4)))
      break
    case TRANSLATED_V6:
      for (const [field, offset, own] of [["srcIp", 0, block.src], ["dstIp", 16, block.dst]] as const) {
        for (let i = 0; i < 4; i++) words[i] = u32(offset + 4 * (i ^ 1))
        if (words.some((word) => word !== 0) && words.some((word, i) => word !== own[4 * at + i])) set("nat", field, formatIp(words, 0))
      }
      break
    case TRANSLATED_PORTS:
      if (u16(0) !== 0 && u16(0) !== block.srcPort[at]) set("nat", "srcPort", u16(0))
      if (u16(2) !== 0 && u16(2) !== block.dstPort[at]) set("nat", "dstPort", u16(2))
      break
    case NAT_EVENT: {
      const event = bytes.getUint8(from + 12)
      if (event !== 0) set("nat", "event", natEvents[event] ?? String(event))
      break
    }
    case VRF: block.vrf[at] = u32(4) || u32(0)
  }
}
