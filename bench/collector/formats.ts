// Datagrams of each export protocol, laid out once; sending patches sequence numbers, times and (every record new) addresses in place.
import { flowOf, newPort, newSource } from "./traffic.ts"

export type Format = "netflow5" | "netflow9" | "ipfix" | "sflow"

export interface Prepared {
  /** Slot i at i * slotBytes. */
  readonly memory: Uint8Array
  readonly slotBytes: number
  readonly slots: number
  readonly lengths: Uint32Array
  readonly records: Uint32Array
  /** Sums over the records of a slot, as the exporter counts (not scaled). */
  readonly bytes: Float64Array
  readonly packets: Float64Array
  /** Datagram that announces templates, null when the format has none. Its header is patched by `stamp`. */
  readonly template: Uint8Array | null
  /** Header and times, before each sending. */
  stamp(view: DataView, at: number, slot: number, exporter: ExporterState, nowMs: number): void
  /** Gives each record of the slot a new 5-tuple, from `next` on, its client one of `sources`. */
  renew(slot: number, next: number, sources: number): void
}

export interface ExporterState { readonly id: number; sequence: number; samples: number; readonly bootMs: number }

/** Elements of NetFlow v9 and IPFIX: 30 of them, 60 bytes (IPFIX: 68, its times are milliseconds). */
function elements(isIpfix: boolean): readonly (readonly [id: number, bytes: number])[] {
  return [
    [1, 4], [2, 4], [4, 1], [5, 1], [6, 1], [7, 2], [8, 4], [9, 1], [10, 2], [11, 2], [12, 4], [13, 1], [14, 2], [15, 4], [16, 2], [17, 2],
    isIpfix ? [153, 8] : [21, 4], isIpfix ? [152, 8] : [22, 4], [52, 1], [53, 1], [58, 2], [59, 2], [60, 1], [61, 1], [89, 1], [32, 2], [55, 1], [48, 1], [38, 1], [39, 1],
  ]
}
const TEMPLATE_ID = 260

export function prepare(format: Format, flows: number, recordsPerDatagram: number | null, firstFlow = 0): Prepared {
  switch (format) {
    case "netflow9": return templated(false, flows, recordsPerDatagram ?? 24, firstFlow)
    case "ipfix": return templated(true, flows, recordsPerDatagram ?? 21, firstFlow)
    case "netflow5": return netflow5(flows, recordsPerDatagram ?? 30, firstFlow)
    case "sflow": return sflow(flows, recordsPerDatagram ?? 6, firstFlow)
  }
}

function pool(flows: number, perDatagram: number, slotBytes: number) {
  const slots = Math.max(1, Math.ceil(flows / perDatagram))
  const memory = new Uint8Array(new ArrayBuffer(slots * slotBytes))
  return { memory, view: new DataView(memory.buffer), slotBytes, slots, lengths: new Uint32Array(slots).fill(slotBytes), records: new Uint32Array(slots).fill(perDatagram), bytes: new Float64Array(slots), packets: new Float64Array(slots) }
}

function templated(isIpfix: boolean, flows: number, perDatagram: number, firstFlow: number): Prepared {
  const fields = elements(isIpfix)
  const recordBytes = fields.reduce((sum, [, bytes]) => sum + bytes, 0)
  const offset = new Map<number, number>()
  let end = 0
  for (const [id, bytes] of fields) {
    offset.set(id, end)
    end += bytes
  }
  const headerBytes = isIpfix ? 16 : 20
  const parts = pool(flows, perDatagram, headerBytes + 4 + perDatagram * recordBytes)
  const { view, slotBytes } = parts
  const at = (slot: number, record: number, element: number) => slot * slotBytes + headerBytes + 4 + record * recordBytes + (offset.get(element) ?? 0)
  for (let slot = 0; slot < parts.slots; slot++) {
    view.setUint16(slot * slotBytes + headerBytes, TEMPLATE_ID)
    view.setUint16(slot * slotBytes + headerBytes + 2, 4 + perDatagram * recordBytes)
    for (let record = 0; record < perDatagram; record++) {
      const flow = flowOf(firstFlow + slot * perDatagram + record)
      view.setUint32(at(slot, record, 1), flow.bytes)
      view.setUint32(at(slot, record, 2), flow.packets)
      view.setUint8(at(slot, record, 4), flow.protocol)
      view.setUint8(at(slot, record, 6), flow.tcpFlags)
      view.setUint16(at(slot, record, 7), flow.srcPort)
      view.setUint32(at(slot, record, 8), flow.src)
      view.setUint8(at(slot, record, 9), 24)
      view.setUint16(at(slot, record, 10), 1)
      view.setUint16(at(slot, record, 11), flow.dstPort)
      view.setUint32(at(slot, record, 12), flow.dst)
      view.setUint8(at(slot, record, 13), 20)
      view.setUint16(at(slot, record, 14), 2)
      view.setUint32(at(slot, record, 15), 0xc000_0201)
      view.setUint16(at(slot, record, 16), 64_500)
      view.setUint16(at(slot, record, 17), 64_501)
      view.setUint8(at(slot, record, 52), 63)
      view.setUint8(at(slot, record, 53), 64)
      view.setUint8(at(slot, record, 60), 4)
      view.setUint8(at(slot, record, 89), 64) // forwarded
      parts.bytes[slot] += flow.bytes
      parts.packets[slot] += flow.packets
    }
  }
  const [endElement, startElement] = isIpfix ? [153, 152] : [21, 22]
  return {
    ...parts,
    template: templateDatagram(isIpfix, fields),
    stamp(into, start, slot, exporter, nowMs) {
      if (isIpfix) {
        into.setUint16(start, 10)
        into.setUint16(start + 2, slot < 0 ? into.byteLength : slotBytes)
        into.setUint32(start + 4, Math.floor(nowMs / 1000))
        into.setUint32(start + 8, exporter.sequence)
        into.setUint32(start + 12, exporter.id)
        if (slot >= 0) exporter.sequence = (exporter.sequence + perDatagram) >>> 0
      } else {
        into.setUint16(start, 9)
        into.setUint16(start + 2, slot < 0 ? 1 : perDatagram)
        into.setUint32(start + 4, nowMs - exporter.bootMs)
        into.setUint32(start + 8, Math.floor(nowMs / 1000))
        into.setUint32(start + 12, exporter.sequence)
        into.setUint32(start + 16, exporter.id)
        exporter.sequence = (exporter.sequence + 1) >>> 0
      }
      if (slot < 0) return
      // v9 knows whole seconds of wall time: its uptimes are told as of that second.
      const last = isIpfix ? nowMs : nowMs - exporter.bootMs
      for (let record = 0; record < perDatagram; record++) {
        const [endAt, startAt] = [at(slot, record, endElement), at(slot, record, startElement)]
        if (isIpfix) {
          into.setUint32(endAt, Math.floor(last / 2 ** 32))
          into.setUint32(endAt + 4, last >>> 0)
          into.setUint32(startAt, Math.floor((last - 4000) / 2 ** 32))
          into.setUint32(startAt + 4, (last - 4000) % 2 ** 32)
        } else {
          into.setUint32(endAt, last)
          into.setUint32(startAt, last - 4000)
        }
      }
    },
    renew(slot, next, sources) {
      for (let record = 0; record < perDatagram; record++) {
        view.setUint32(at(slot, record, 8), newSource(next + record, sources))
        view.setUint16(at(slot, record, 7), newPort(next + record, sources))
      }
    },
  }
}

function templateDatagram(isIpfix: boolean, fields: readonly (readonly [number, number])[]): Uint8Array {
  const headerBytes = isIpfix ? 16 : 20
  const bytes = new Uint8Array(new ArrayBuffer(headerBytes + 8 + 4 * fields.length))
  const view = new DataView(bytes.buffer)
  view.setUint16(headerBytes, isIpfix ? 2 : 0)
  view.setUint16(headerBytes + 2, 8 + 4 * fields.length)
  view.setUint16(headerBytes + 4, TEMPLATE_ID)
  view.setUint16(headerBytes + 6, fields.length)
  for (const [i, [id, length]] of fields.entries()) {
    view.setUint16(headerBytes + 8 + 4 * i, id)
    view.setUint16(headerBytes + 10 + 4 * i, length)
  }
  return bytes
}

function netflow5(flows: number, perDatagram: number, firstFlow: number): Prepared {
  const parts = pool(flows, perDatagram, 24 + 48 * perDatagram)
  const { view, slotBytes } = parts
  const at = (slot: number, record: number) => slot * slotBytes + 24 + 48 * record
  for (let slot = 0; slot < parts.slots; slot++) {
    for (let record = 0; record < perDatagram; record++) {
      const flow = flowOf(firstFlow + slot * perDatagram + record)
      const start = at(slot, record)
      view.setUint32(start, flow.src)
      view.setUint32(start + 4, flow.dst)
      view.setUint32(start + 8, 0xc000_0201)
      view.setUint16(start + 12, 1)
      view.setUint16(start + 14, 2)
      view.setUint32(start + 16, flow.packets)
      view.setUint32(start + 20, flow.bytes)
      view.setUint16(start + 32, flow.srcPort)
      view.setUint16(start + 34, flow.dstPort)
      view.setUint8(start + 37, flow.tcpFlags)
      view.setUint8(start + 38, flow.protocol)
      view.setUint16(start + 40, 64_500)
      view.setUint16(start + 42, 64_501)
      parts.bytes[slot] += flow.bytes
      parts.packets[slot] += flow.packets
    }
  }
  return {
    ...parts,
    template: null,
    stamp(into, start, slot, exporter, nowMs) {
      into.setUint16(start, 5)
      into.setUint16(start + 2, perDatagram)
      into.setUint32(start + 4, nowMs - exporter.bootMs)
      into.setUint32(start + 8, Math.floor(nowMs / 1000))
      into.setUint32(start + 12, (nowMs % 1000) * 1e6)
      into.setUint32(start + 16, exporter.sequence)
      into.setUint8(start + 21, exporter.id)
      exporter.sequence = (exporter.sequence + perDatagram) >>> 0
      for (let record = 0; record < perDatagram; record++) {
        into.setUint32(at(slot, record) + 24, nowMs - exporter.bootMs - 4000)
        into.setUint32(at(slot, record) + 28, nowMs - exporter.bootMs)
      }
    },
    renew(slot, next, sources) {
      for (let record = 0; record < perDatagram; record++) {
        view.setUint32(at(slot, record), newSource(next + record, sources))
        view.setUint16(at(slot, record) + 32, newPort(next + record, sources))
      }
    },
  }
}

const HEADER_CAPTURED = 128
/** Flow sample with a raw header of 128 bytes and extended switch data. */
const SAMPLE_BYTES = 8 + 32 + 8 + 16 + HEADER_CAPTURED + 8 + 16
export const SFLOW_RATE = 1000

function sflow(flows: number, perDatagram: number, firstFlow: number): Prepared {
  const parts = pool(flows, perDatagram, 28 + perDatagram * SAMPLE_BYTES)
  const { view, memory, slotBytes } = parts
  const at = (slot: number, sample: number) => slot * slotBytes + 28 + SAMPLE_BYTES * sample
  const frameAt = (slot: number, sample: number) => at(slot, sample) + 8 + 32 + 8 + 16
  for (let slot = 0; slot < parts.slots; slot++) {
    for (let sample = 0; sample < perDatagram; sample++) {
      const flow = flowOf(firstFlow + slot * perDatagram + sample)
      const wireBytes = Math.min(1514, Math.max(HEADER_CAPTURED, Math.floor(flow.bytes / flow.packets)))
      const start = at(slot, sample)
      const words = [1, SAMPLE_BYTES - 8, 0, 1, SFLOW_RATE, 0, 0, 1, 2, 2, 1, 16 + HEADER_CAPTURED, 1, wireBytes + 4, 4, HEADER_CAPTURED]
      for (const [i, word] of words.entries()) view.setUint32(start + 4 * i, word)
      memory.set(frame(flow, wireBytes), frameAt(slot, sample))
      const extra = frameAt(slot, sample) + HEADER_CAPTURED
      for (const [i, word] of [1001, 16, 10, 0, 10, 0].entries()) view.setUint32(extra + 4 * i, word)
      parts.bytes[slot] += wireBytes
      parts.packets[slot] += 1
    }
  }
  return {
    ...parts,
    template: null,
    stamp(into, start, slot, exporter, nowMs) {
      for (const [i, word] of [5, 1, 0x7f00_0101 + exporter.id, exporter.id, exporter.sequence, nowMs - exporter.bootMs, perDatagram].entries()) into.setUint32(start + 4 * i, word >>> 0)
      exporter.sequence = (exporter.sequence + 1) >>> 0
      for (let sample = 0; sample < perDatagram; sample++) {
        into.setUint32(at(slot, sample) + 8, exporter.samples)
        exporter.samples = (exporter.samples + 1) >>> 0
        into.setUint32(at(slot, sample) + 20, (exporter.samples * SFLOW_RATE) >>> 0)
      }
    },
    renew(slot, next, sources) {
      for (let sample = 0; sample < perDatagram; sample++) {
        view.setUint32(frameAt(slot, sample) + 26, newSource(next + sample, sources))
        view.setUint16(frameAt(slot, sample) + 34, newPort(next + sample, sources))
      }
    },
  }
}

/** The first bytes of an Ethernet frame that carries IPv4 and TCP or UDP. */
function frame(flow: ReturnType<typeof flowOf>, wireBytes: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_CAPTURED)
  const view = new DataView(bytes.buffer)
  bytes.set([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0])
  view.setUint16(16, wireBytes - 14)
  view.setUint8(22, 64)
  view.setUint8(23, flow.protocol)
  view.setUint32(26, flow.src)
  view.setUint32(30, flow.dst)
  view.setUint16(34, flow.srcPort)
  view.setUint16(36, flow.dstPort)
  if (flow.protocol === 6) {
    view.setUint8(46, 0x50)
    view.setUint8(47, 0x18)
    view.setUint16(48, 65_000)
  } else view.setUint16(38, wireBytes - 34)
  return bytes
}
