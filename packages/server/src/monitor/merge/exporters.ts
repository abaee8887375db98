// One exporter as several workers see it: the kernel gives each of its source ports to one of them.
import type { ExporterDetail, ExporterInterfaceRow, ExporterRow } from "@netweir/model"
import { addCounts } from "./rows.ts"

export function addExporters(a: ExporterRow, b: ExporterRow): ExporterRow {
  return {
    ...a, name: a.name ?? b.name, firstSeenMs: Math.min(a.firstSeenMs, b.firstSeenMs), lastSeenMs: Math.max(a.lastSeenMs, b.lastSeenMs),
    datagrams: a.datagrams + b.datagrams, records: a.records + b.records, recordsPerSecond: a.recordsPerSecond + b.recordsPerSecond,
    bytes: a.bytes + b.bytes, bitsPerSecond: a.bitsPerSecond + b.bitsPerSecond, flows: a.flows + b.flows,
    samplingRate: Math.max(a.samplingRate, b.samplingRate), templates: Math.max(a.templates, b.templates),
    lost: a.lost + b.lost, reordered: a.reordered + b.reordered, restarts: a.restarts + b.restarts,
    clockSkewMs: a.lastSeenMs >= b.lastSeenMs ? a.clockSkewMs ?? b.clockSkewMs : b.clockSkewMs ?? a.clockSkewMs, dropped: a.dropped + b.dropped,
  }
}

export function addExporterDetails(a: ExporterDetail, b: ExporterDetail): ExporterDetail {
  const interfaces = new Map(a.interfaces.map((row) => [row.ifIndex, row] as const))
  for (const row of b.interfaces) {
    const known = interfaces.get(row.ifIndex)
    interfaces.set(row.ifIndex, known ? addInterfaces(known, row) : row)
  }
  const templates = new Map([...b.templates, ...a.templates].map((template) => [`${template.kind} ${template.templateId}`, template] as const))
  const samplers = new Map([...b.samplers, ...a.samplers].map((sampler) => [sampler.id, sampler] as const))
  return {
    row: addExporters(a.row, b.row), interfaces: [...interfaces.values()].toSorted((one, other) => one.ifIndex - other.ifIndex),
    templates: [...templates.values()], samplers: [...samplers.values()], dropped: addCounts(a.dropped, b.dropped), notes: [...new Set([...a.notes, ...b.notes])],
  }
}

/** Traffic adds up; what the exporter says of the interface is the same whoever heard it. */
function addInterfaces(a: ExporterInterfaceRow, b: ExporterInterfaceRow): ExporterInterfaceRow {
  const told = Object.fromEntries(Object.entries(b).filter(([id, value]) => value !== null && Reflect.get(a, id) === null))
  return {
    ...a, ...told, bytesIn: a.bytesIn + b.bytesIn, bytesOut: a.bytesOut + b.bytesOut, packetsIn: a.packetsIn + b.packetsIn, packetsOut: a.packetsOut + b.packetsOut,
    bitsPerSecond: a.bitsPerSecond + b.bitsPerSecond,
  }
}
