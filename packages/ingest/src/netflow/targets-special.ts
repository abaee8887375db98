// Elements whose value must be looked up, unpacked or copied: applications, Cisco's sub-fields, packets, lists.
import { normaliseHostname } from "@netweir/engine/bytes/text.ts"
import { protocolById, protocolByName, protocols } from "@netweir/model"
import { type RecordBlock, FLOW_IS_OVER } from "@netweir/engine/records/record-block.ts"
import { applicationByName, type RecordApplication } from "./application-names.ts"
import { addHandler, extrasOf, metadataOf, textOf, uintOf } from "./extras.ts"
import { decodeList } from "./lists.ts"
import { type Snippet, uint } from "./snippets.ts"

function setApplication(block: RecordBlock, slot: number, application: RecordApplication): void {
  block.masterProtocol[slot] = application.master
  block.appProtocol[slot] = application.app
}

/** 95: one byte of classification engine, then the selector (RFC 6759 section 4). */
export const applicationId: Snippet = (length) => {
  const value = length === 0 || length > 6 ? null : uint(length)
  return value === null ? (length === 0 ? "r.application(r.uint(bytes, at, len), b, s)" : "") : `r.application(${value}, b, s)`
}

/** 35632.118: our number, or "7", "91.133" as text. */
export const nprobeApplication = addHandler((_, bytes, at, length, block, slot) => {
  if (length <= 4) {
    const id = uintOf(bytes, at, length)
    // Four bytes carry both, "master.app" in sixteen bits each; two carry the application.
    const master = length === 4 ? id >>> 16 : 0
    const app = length === 4 ? id & 0xffff : id
    if (protocolById(app).id !== 0) setApplication(block, slot, { master: protocolById(master).id, app })
    return
  }
  const match = /^(\d{1,5})(?:\.(\d{1,5}))?$/.exec(textOf(bytes, at, length, 32))
  if (match === null) return
  const first = protocolById(Number(match[1])).id
  const second = match[2] === undefined ? 0 : protocolById(Number(match[2])).id
  setApplication(block, slot, match[2] === undefined ? { master: 0, app: first } : { master: first, app: second })
})

/** "TLS.NetFlix", "dns", "youtube": a name instead of a number. Does not overwrite a number. */
export const nprobeApplicationName = addHandler((_, bytes, at, length, block, slot) => {
  if (block.appProtocol[slot] !== 0 || block.masterProtocol[slot] !== 0) return
  const name = textOf(bytes, at, length, 64)
  if (name === "") return
  const application = applicationByName(name)
  if (application !== null) setApplication(block, slot, application)
  else metadataOf(block, slot, "application").name = name
})

/** SiLK names an application by the port of its protocol: 80 is HTTP on whatever port. */
const byPort = new Map<number, number>()
for (const { id, tcpPorts, udpPorts } of protocols) for (const port of [...tcpPorts, ...udpPorts]) if (!byPort.has(port)) byPort.set(port, id)
byPort.set(80, protocolByName("HTTP")?.id ?? 0)
byPort.set(443, protocolByName("TLS")?.id ?? 0)
export const silkApplication: Snippet = (length) => length === 2 ? "r.portApplication(view.getUint16(at), b, s)" : null

export function applicationOfPort(port: number): number {
  return byPort.get(port) ?? 0
}

/** Milliseconds, integer or IEEE float: an integer that small would be no normal float. */
export function latencyMs(field: "clientRttUs" | "serverRttUs" | "appLatencyUs"): number {
  const float = new DataView(new ArrayBuffer(4))
  return addHandler((_, bytes, at, length, block, slot) => {
    if (length > 8 || length === 0) return
    const value = uintOf(bytes, at, length)
    float.setUint32(0, length === 4 ? value : 0)
    const asFloat = float.getFloat32(0)
    extrasOf(block, slot)[field] = Math.round((asFloat > 1e-6 && asFloat < 1e7 ? asFloat : value) * 1000)
  })
}

/** NSEL events: a delete ends the flow. Code 2 in both registries. */
export function firewallEvent(handler: number): Snippet {
  return (length) => length === 1 ? `if (bytes[at] !== 0) { if (bytes[at] === 2) $marks[s] |= ${FLOW_IS_OVER}; r.extra(${handler}, bytes, at, 1, b, s) }` : null
}

export function natAddress(side: number): Snippet {
  return (length) => length === 4 ? `r.natV4[${side}] = view.getUint32(at)` : null
}

/**
 * Cisco's subApplicationValue: application id (4), number of the sub-field (2), text. Numbers of NBAR2's extracted fields, upper half
 * of the application's selector and lower half of the field.
 */
const SUB_FIELDS: Readonly<Record<number, readonly [record: string, field: string]>> = {
  13313: ["http", "url"], 13314: ["http", "host"], 13315: ["http", "userAgent"], 13316: ["http", "referer"], 13317: ["http", "via"], 13318: ["http", "server"],
}
const SUB_HEADER_BYTES = 6
export const subApplication = addHandler((context, bytes, at, length, block, slot) => {
  if (length <= SUB_HEADER_BYTES) return
  context.application(uintOf(bytes, at, 4), block, slot)
  const subField = uintOf(bytes, at + 4, 2)
  const value = textOf(bytes, at + SUB_HEADER_BYTES, length - SUB_HEADER_BYTES)
  if (value === "") return
  const [record, field] = SUB_FIELDS[subField] ?? ["application", `field${subField}`]
  metadataOf(block, slot, record)[field] = value
  if (field === "host") extrasOf(block, slot).hostname ??= normaliseHostname(value)
})

// ── packets

/** The packet's first bytes; copied when the whole record is known. */
export function framePayload(linkType: number): Snippet {
  return (length) => `r.frameAt = at; r.frameBytes = ${length === 0 ? "len" : length}; r.frameLinkType = ${linkType}`
}

/** 312, 224: its whole length. */
export const frameSize: Snippet = (length) => {
  const value = uint(length)
  return value === null ? null : `r.frameWireBytes = ${value}`
}

/** 408 dataLinkFrameType: 1 Ethernet, 2 802.11. */
export const frameType: Snippet = (length) => length === 2 ? "r.frameType = view.getUint16(at)" : null

// ── lists

export function list(kind: "basic" | "sub" | "sub-multi"): number {
  return addHandler((context, bytes, at, length, block, slot) => decodeList(kind, context, bytes, at, length, block, slot))
}
