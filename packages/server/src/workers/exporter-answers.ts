// Questions about exporters: what the source knows of each (sequence, templates, sampling) beside what the engine counted of its flows.
import type { Engine } from "@netweir/engine/engine.ts"
import { readPage } from "@netweir/engine/hosts/read-page.ts"
import type { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { exporterColumns, rowReaders, sourceKinds, type ExporterDetail, type ExporterInterfaceRow, type ExporterRow, type ExporterStatus, type GroupRow, type Page, type PageRequest } from "@netweir/model"

export interface ExporterAnswers {
  page(request: PageRequest): Page<ExporterRow>
  detail(key: string): ExporterDetail | null
}

export interface KnownExporters {
  readonly points: ObservationPoints
  readonly statuses: readonly ExporterStatus[]
}

const ENGINE_PAGE_ROWS = 1000

/** `known`: null where packets are watched. */
export function createExporterAnswers(engine: Engine, known: () => KnownExporters | null): ExporterAnswers {
  function traffic(kind: "exporter" | "exporterInterface", filter: string | undefined): Map<string, GroupRow> {
    const rows = new Map<string, GroupRow>()
    for (let offset = 0; ; offset += ENGINE_PAGE_ROWS) {
      const page = engine.groups(kind, { limit: ENGINE_PAGE_ROWS, offset, ...(filter && { filter }) })
      for (const row of page.rows) rows.set(row.key, row)
      if (offset + page.rows.length >= page.matched || page.rows.length === 0) return rows
    }
  }

  function rows({ points, statuses }: KnownExporters): ExporterRow[] {
    const counted = traffic("exporter", undefined)
    return statuses.map((status) => exporterRow(points, status, counted.get(points.keyOf(status.point))))
  }

  return {
    page(request) {
      const now = known()
      const all = now === null ? [] : rows(now)
      const readers = rowReaders(exporterColumns)
      return readPage({
        columns: exporterColumns, high: all.length, total: all.length, defaultSort: "records", isLive: () => true, toRow: (row: number) => all[row],
        readers: {
          number: (id) => byIndex(all, readers.number(id)), text: (id) => byIndex(all, readers.text(id)), list: (id) => byIndex(all, readers.list(id)),
          ip(id) {
            const read = readers.ip(id)
            return read && ((row: number, into: Uint32Array) => read(all[row], into))
          },
        },
      }, request, engine.stats().atMs)
    },
    detail(key) {
      const now = known()
      const status = now?.statuses.find(({ point }) => now.points.keyOf(point) === key)
      if (!now || !status) return null
      const point = now.points.at(status.point)
      const counted = traffic("exporter", undefined).get(key)
      return {
        row: exporterRow(now.points, status, counted),
        interfaces: interfacesOf(status, traffic("exporterInterface", undefined), point ? now.points.exporterText(point.exporterNumber) : ""),
        templates: status.templates, samplers: status.samplers, dropped: status.dropped, notes: status.notes,
      }
    },
  }
}

function byIndex<Value>(all: readonly ExporterRow[], read: ((row: ExporterRow) => Value) | undefined): ((row: number) => Value) | undefined {
  return read && ((row) => read(all[row]))
}

function exporterRow(points: ObservationPoints, status: ExporterStatus, counted: GroupRow | undefined): ExporterRow {
  const point = points.at(status.point)
  const { firstSeenMs, lastSeenMs, datagrams, records, recordsPerSecond, samplingRate, lost, reordered, restarts, clockSkewMs, name } = status
  return {
    key: points.keyOf(status.point), exporter: point?.exporter ?? "", name, source: sourceKinds[point?.source ?? 0], observationDomain: point?.observationDomain ?? 0,
    firstSeenMs, lastSeenMs, datagrams, records, recordsPerSecond, bytes: counted?.bytes ?? 0, bitsPerSecond: counted?.bitsPerSecond ?? 0, flows: counted?.flows ?? 0,
    samplingRate, templates: status.templates.length, lost, reordered, restarts, clockSkewMs,
    dropped: Object.values(status.dropped).reduce((sum, count) => sum + count, 0),
  }
}

/** Those that carried traffic and those that the exporter told about. */
function interfacesOf(status: ExporterStatus, counted: ReadonlyMap<string, GroupRow>, exporter: string): ExporterInterfaceRow[] {
  const told = new Map(status.interfaces.map((one) => [one.ifIndex, one] as const))
  const prefix = `${exporter}#`
  const indexes = new Set([...told.keys(), ...[...counted.keys()].filter((key) => key.startsWith(prefix)).map((key) => Number(key.slice(prefix.length)))])
  return [...indexes].toSorted((a, b) => a - b).map((ifIndex) => {
    const row = counted.get(`${prefix}${ifIndex}`)
    return {
      name: null, description: null, speedBps: null, counterBytesIn: null, counterBytesOut: null, errorsIn: null, errorsOut: null, discardsIn: null, discardsOut: null,
      ...told.get(ifIndex), ifIndex,
      bytesIn: row?.bytesReceived ?? 0, bytesOut: row?.bytesSent ?? 0, packetsIn: row?.packetsReceived ?? 0, packetsOut: row?.packetsSent ?? 0, bitsPerSecond: row?.bitsPerSecond ?? 0,
    }
  })
}
