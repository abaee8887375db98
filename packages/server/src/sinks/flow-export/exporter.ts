// Turns blocks of flows into NetFlow v9 or IPFIX messages: templates first and again, names of applications, data.
import { protocolById } from "@netweir/model"
import type { FlowBlock } from "../flow-block.ts"
import { computed, IANA, putNumber, type Field } from "./fields.ts"
import { applicationIdOf, biflowFields, netflow9Fields, uniflowFields } from "./flow-fields.ts"
import { MessageWriter, type ExportVersion } from "./message-writer.ts"
import { RecordWriter } from "./record-writer.ts"

export interface ExporterOptions {
  readonly version: ExportVersion
  /** IPFIX: one record a flow (RFC 5103) or one a direction. */
  readonly biflow: boolean
  readonly domain: number
  readonly maxBytes: number
}

const TEMPLATE_V4 = 256
const TEMPLATE_V6 = 257
const TEMPLATE_APPLICATIONS = 258
const APPLICATION_NAME_BYTES = 32
const DAY_MS = 86_400_000
/** v9 times are 32 bits of milliseconds up to now: flows that ended longer ago (a capture read now) are sent as if it were then. */
const OLD_MS = 20 * DAY_MS
/** Where v9's clock begins: flows of the last days must lie after its start. */
const FIRST_UPTIME_MS = 24 * DAY_MS

export interface Message {
  readonly bytes: Buffer
  /** First row that is not in it or in an earlier message. */
  readonly next: number
}

export class FlowExporter {
  private readonly options: ExporterOptions
  private readonly writer: MessageWriter
  private readonly startMs: number
  private readonly applications = new Set<number>()
  private readonly fields: { readonly v4: readonly Field[]; readonly v6: readonly Field[] }
  private readonly writers: { readonly v4: RecordWriter; readonly v6: RecordWriter; readonly v4Turned: RecordWriter; readonly v6Turned: RecordWriter }
  /** v9: when the message at hand is sent; its records count back from there. */
  private exportMs = 0
  private uptimeMs = 0

  constructor(options: ExporterOptions, startMs: number) {
    this.options = options
    this.startMs = startMs
    this.writer = new MessageWriter(options.version, options.domain, options.maxBytes)
    const fieldsOf = (version: 4 | 6): readonly Field[] => options.version === 9 ? [...netflow9Fields(version), ...this.switchTimes()] : options.biflow ? biflowFields(version) : uniflowFields(version)
    this.fields = { v4: fieldsOf(4), v6: fieldsOf(6) }
    this.writers = { v4: new RecordWriter(this.fields.v4, false), v6: new RecordWriter(this.fields.v6, false), v4Turned: new RecordWriter(this.fields.v4, true), v6Turned: new RecordWriter(this.fields.v6, true) }
  }

  /** Templates and the names of the applications seen so far: for a collector that knows nothing yet, and now and then. */
  templates(nowMs: number): Buffer[] {
    this.setTimes(nowMs, nowMs)
    const { writer } = this
    const messages: Buffer[] = []
    for (const add of [() => writer.addTemplate(TEMPLATE_V4, this.fields.v4), () => writer.addTemplate(TEMPLATE_V6, this.fields.v6), () => writer.addOptionsTemplate(TEMPLATE_APPLICATIONS, applicationFields)]) {
      if (add()) continue
      messages.push(this.finish())
      if (!add()) throw new Error("a template is larger than a message")
    }
    messages.push(this.finish(), ...this.applicationNames([...this.applications], nowMs))
    return messages
  }

  /** Names of applications that come for the first time. */
  newApplications(block: FlowBlock, nowMs: number): Buffer[] {
    const app = block.number("appProtocolId")
    const master = block.number("masterProtocolId")
    const found: number[] = []
    for (let row = 0; row < block.count; row++) {
      const id = app(row) || master(row)
      if (this.applications.has(id)) continue
      this.applications.add(id) // bounded by 16 bits
      found.push(id)
    }
    return this.applicationNames(found, nowMs)
  }

  /** One message of rows from `from` on. */
  message(block: FlowBlock, from: number, nowMs: number): Message {
    const { writer, writers, options } = this
    const uniflow = options.version === 9 || !options.biflow
    const version = block.number("ipVersion")
    const toServer = block.number("packetsToServer")
    const toClient = block.number("packetsToClient")
    const lastSeenMs = block.number("lastSeenMs")
    for (const one of Object.values(writers)) one.bind(block)
    this.setTimes(nowMs, lastSeenMs(from))
    let row = from
    for (; row < block.count; row++) {
      if (options.version === 9 && !this.fitsTimes(lastSeenMs(row))) break
      const isV6 = version(row) === 6
      const setId = isV6 ? TEMPLATE_V6 : TEMPLATE_V4
      const answers = uniflow && toClient(row) > 0
      const asks = !answers || toServer(row) > 0
      const forward = isV6 ? writers.v6 : writers.v4
      const backward = isV6 ? writers.v6Turned : writers.v4Turned
      const forwardBytes = asks ? forward.write(row) : 0
      const backwardBytes = answers ? backward.write(row) : 0
      // Both directions or none, so that a row that is sent again is not half there already.
      if (asks && answers && !writer.hasRoom(forwardBytes + backwardBytes)) break
      if (asks && !writer.add(setId, forward.scratch, forwardBytes)) break
      if (answers && !writer.add(setId, backward.scratch, backwardBytes)) break
    }
    return { bytes: this.finish(), next: row }
  }

  private finish(): Buffer {
    return this.writer.finish({ exportMs: this.exportMs, uptimeMs: this.uptimeMs })
  }

  private setTimes(nowMs: number, lastSeenMs: number): void {
    this.exportMs = this.options.version === 9 && nowMs - lastSeenMs > OLD_MS ? lastSeenMs + 1000 : nowMs
    // Starts anew every 24 days, long before 32 bits are full.
    this.uptimeMs = FIRST_UPTIME_MS + ((nowMs - this.startMs) % FIRST_UPTIME_MS)
  }
  private fitsTimes(lastSeenMs: number): boolean {
    return Math.abs(this.exportMs - lastSeenMs) < OLD_MS
  }

  /** FIRST_SWITCHED and LAST_SWITCHED: milliseconds on the clock that the header's SysUptime shows. */
  private switchTimes(): Field[] {
    const uptimeAt = (ms: number) => Math.max(0, Math.round(this.uptimeMs - (Math.floor(this.exportMs / 1000) * 1000 - ms)))
    return [
      computed(22, 4, "flowStartSysUpTime", (block) => {
        const first = block.number("firstSeenMs")
        return (row) => uptimeAt(first(row))
      }),
      computed(21, 4, "flowEndSysUpTime", (block) => {
        const last = block.number("lastSeenMs")
        return (row) => uptimeAt(last(row))
      }),
    ]
  }

  private applicationNames(ids: readonly number[], nowMs: number): Buffer[] {
    if (ids.length === 0) return []
    this.setTimes(nowMs, nowMs)
    const scope = this.options.version === 9 ? 4 : 0
    const messages: Buffer[] = []
    for (const id of ids) {
      const record = Buffer.alloc(scope + 4 + APPLICATION_NAME_BYTES)
      record.writeUInt32BE(applicationIdOf(id), scope)
      record.write(protocolById(id).name, scope + 4, APPLICATION_NAME_BYTES - 1)
      if (this.writer.add(TEMPLATE_APPLICATIONS, record, record.length)) continue
      messages.push(this.finish())
      this.writer.add(TEMPLATE_APPLICATIONS, record, record.length)
    }
    return [...messages, this.finish()]
  }
}

/** RFC 6759: the name of an application number. */
const applicationFields: readonly Field[] = [
  { name: "applicationId", enterprise: IANA, id: 95, bytes: 4, put: () => putNumber(() => 0, 4) },
  { name: "applicationName", enterprise: IANA, id: 96, bytes: APPLICATION_NAME_BYTES },
]
