// What probes say besides flows: of themselves, of interfaces and their counters, of names. Everything ends up in the status of an
// observation point, as a note, or as a name of a host.
import { parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { PointStatuses, type PointStatus } from "../records/point-statuses.ts"
import { toCount, toNumber, toText } from "../records/told-values.ts"
import { codeOf, type FieldLookup } from "./field-lookup.ts"

const MAX_NAMES = 20_000
const MAX_LIST = 4096
/** A usable template names these. */
const mandatory = ["FIRST_SWITCHED", "LAST_SWITCHED", "L4_SRC_PORT", "L4_DST_PORT", "IP_PROTOCOL_VERSION", "PROTOCOL", "IN_BYTES", "IN_PKTS", "OUT_BYTES", "OUT_PKTS"]
const counterKeys = ["deviceIP", "samplesGenerated", "ifIndex", "ifName", "ifType", "ifSpeed", "ifDirection", "ifAdminStatus", "ifOperStatus", "ifInOctets", "ifInPackets", "ifInErrors", "ifOutOctets", "ifOutPackets", "ifOutErrors", "ifPromiscuousMode"]

type Fields = Readonly<Record<string, unknown>>

export class ProbeReports {
  readonly names: { ip: string; name: string }[] = []
  /** Seconds without packets after which the probes say that a flow ended; null until one said so. */
  flowIdleSeconds: number | null = null
  private readonly lookup: FieldLookup
  private readonly statuses: PointStatuses

  constructor(lookup: FieldLookup, statuses: PointStatuses) {
    this.lookup = lookup
    this.statuses = statuses
  }

  /** False: no such topic. `status`: of the probe that sent it; null when the table of points is full. */
  take(topic: string, content: object, status: PointStatus | null, receivedUs: number): boolean {
    const list = listOf(content)
    switch (topic) {
      case "event": for (const item of list) if (status) this.event(item, status, receivedUs); return true
      case "counter": for (const item of list) this.counter(item, status); return true
      case "template": if (status) this.template(list, status); return true
      case "option": for (const item of list) this.option(item); return true
      case "listening-ports": for (const item of list) this.listeningPorts(item, status); return true
      case "snmp-ifaces": for (const item of list) this.snmpInterfaces(item, status); return true
      default: return false
    }
  }

  private event(event: Fields, status: PointStatus, receivedUs: number): void {
    const probe = fieldsOf(event["probe"]), iface = fieldsOf(event["iface"]), timeout = fieldsOf(event["timeout"])
    const address = toText(probe["ip"], 64), publicAddress = toText(probe["public_ip"], 64)
    status.name = [toText(iface["name"], 64), address].filter((part) => part !== "").join("@") || status.name
    const about = [toText(probe["version"], 64), toText(probe["edition"], 64), toText(probe["osname"], 64)].filter((part) => part !== "").join(", ")
    if (about !== "") status.note("version", `Probe ${about}${publicAddress === "" ? "" : `, public address ${publicAddress}`}`)
    const speed = toCount(iface["speed"])
    if (speed > 0) status.note("speed", `Watches ${toText(iface["name"], 64)}, ${speed} Mbit/s`)
    const averages = fieldsOf(event["avg"])
    status.note("traffic", `Since its start: ${toCount(event["packets"])} packets, ${toCount(event["bytes"])} bytes; now ${toCount(averages["bps"])} bit/s, ${toCount(averages["pps"])} packets/s`)
    const seconds = toNumber(event["time"])
    if (seconds > 0) status.clockSkewMs = Math.round(1000 * seconds - receivedUs / 1000)
    this.timeouts(timeout)
    setTotal(status, "probe-packet-drops", event["packet_drops"])
    for (const [cause, count] of Object.entries(fieldsOf(event["drops"])).slice(0, 16)) setTotal(status, `probe-${toText(cause, 48).replaceAll("_", "-")}`, count)
    const exporters = fieldsOf(fieldsOf(event["flow_collection"])["exporters"])
    for (const [ip, exporter] of Object.entries(exporters).slice(0, MAX_LIST)) {
      for (const known of this.statuses.ofExporter(ip)) setTotal(known, "probe-exporter-drops", fieldsOf(exporter)["num_drops"])
    }
  }

  /** The interface may call a flow idle once every probe would have told more of it. */
  private timeouts(timeout: Fields): void {
    const told = [toCount(timeout["lifetime"]), toCount(timeout["collected_lifetime"])].filter((seconds) => seconds > 0)
    if (told.length > 0) this.flowIdleSeconds = Math.max(this.flowIdleSeconds ?? 0, Math.min(...told, 600) + 10)
  }

  private counter(item: Fields, probe: PointStatus | null): void {
    const named: Record<string, unknown> = { ...item }
    counterKeys.forEach((key, number) => { named[key] ??= item[String(number)] })
    const ifIndex = toCount(named["ifIndex"])
    const device = addressText(named["deviceIP"])
    for (const status of this.of(device, probe)) {
      const row = ifIndex === 0 ? null : status.interface(ifIndex)
      if (row === null) continue
      row.name = toText(named["ifName"], 64) || row.name
      row.speedBps = toCount(named["ifSpeed"])
      row.counterBytesIn = toCount(named["ifInOctets"])
      row.counterBytesOut = toCount(named["ifOutOctets"])
      row.errorsIn = toCount(named["ifInErrors"])
      row.errorsOut = toCount(named["ifOutErrors"])
    }
  }

  private template(fields: readonly Fields[], status: PointStatus): void {
    const present = new Set<number>()
    for (const field of fields) {
      const number = toNumber(field["field"]), enterprise = toCount(field["PEN"])
      const name = toText(field["name"], 64)
      if (!Number.isInteger(number) || number < 0) continue
      if (name !== "") this.lookup.learn(enterprise, number, name)
      present.add(name === "" ? this.lookup.ofNumber(number) : this.lookup.ofText(name))
    }
    const missing = mandatory.filter((label) => !present.has(codeOf(label)))
    if (fields.length > 0) status.note("template", missing.length === 0 ? `Its template has ${fields.length} fields` : `Its template lacks ${missing.join(", ")}: add them at the probe`)
  }

  /** Labels of fields; labels of values are for pages that we do not have. */
  private option(item: Fields): void {
    const name = toText(fieldsOf(item["map"])["name"], 64)
    const number = toNumber(item["field"])
    if (item["value"] === undefined && name !== "" && Number.isInteger(number)) this.lookup.learn(toCount(item["PEN"]), number, name)
  }

  private listeningPorts(item: Fields, status: PointStatus | null): void {
    const instance = toText(item["instance-name"], 128)
    const addresses = Array.isArray(item["ip-addresses"]) ? item["ip-addresses"].slice(0, 64) : []
    for (const address of addresses) {
      const ip = toText(address, 64)
      if (instance !== "" && this.names.length < MAX_NAMES && parseIp(ip, scratch) && !this.names.some((known) => known.ip === ip && known.name === instance)) this.names.push({ ip, name: instance })
    }
    for (const [transport, ports] of Object.entries(fieldsOf(item["listening-ports"])).slice(0, 4)) {
      if (!Array.isArray(ports)) continue
      const texts = ports.slice(0, 64).map((port) => `${toCount(fieldsOf(port)["port"])} ${toText(fieldsOf(port)["proc"], 32)}`.trim())
      status?.note(`ports ${instance} ${transport}`, `${instance || "A host"} listens on ${toText(transport, 8)} ${texts.join(", ")}`)
    }
  }

  private snmpInterfaces(item: Fields, probe: PointStatus | null): void {
    for (const [device, interfaces] of Object.entries(item).slice(0, MAX_LIST)) {
      for (const status of this.of(device, probe)) {
        for (const [index, name] of Object.entries(fieldsOf(interfaces)).slice(0, MAX_LIST)) {
          const row = toCount(index) === 0 ? null : status.interface(toCount(index))
          if (row !== null) row.name = toText(name, 64) || row.name
        }
      }
    }
  }

  /** Of the device itself when flows of it came, else of the probe that speaks for it. */
  private of(device: string, probe: PointStatus | null): readonly PointStatus[] {
    const own = device === "" ? [] : this.statuses.ofExporter(device)
    return own.length > 0 ? own : probe === null ? [] : [probe]
  }
}

const scratch = new Uint32Array(4)

function listOf(content: object): readonly Fields[] {
  return (Array.isArray(content) ? content.slice(0, MAX_LIST) : [content]).map(fieldsOf)
}

/** Whatever is no object has no fields. */
function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function addressText(value: unknown): string {
  const number = toNumber(value)
  return number > 0 && number <= 0xffffffff ? [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".") : toText(value, 64)
}

/** The probe counts itself: its number takes the place of the last one. */
function setTotal(status: PointStatus, reason: string, value: unknown): void {
  const count = toCount(value)
  if (count > 0 || status.dropped[reason] !== undefined) status.drop(reason, count - (status.dropped[reason] ?? 0))
}
