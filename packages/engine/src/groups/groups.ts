// The tables of all kinds of groups, what their numbers mean, and how they are shown.
import { appLabel, breeds, categoryName, protocolById, protocols, UNKNOWN_PROTOCOL_ID, type GroupKind } from "@netweir/model"
import { MAX_LOCAL_NETWORKS, type NetworkTable } from "../addresses/networks.ts"
import { formatMac } from "../addresses/ip-text.ts"
import type { AddressFacts } from "../engine.ts"
import { MAX_OBSERVATION_POINTS, type ObservationPoints } from "../records/observation-points.ts"
import { GroupTable } from "./group-table.ts"
import { countryName, dscpName, etherTypeName, ipProtocolName, packetSizeNames, packetSizeTitle } from "./names.ts"

export const groupLimits: Readonly<Record<GroupKind, number>> = {
  network: MAX_LOCAL_NETWORKS, asn: 16_384, country: 512, vlan: 4096, device: 16_384, application: 4096, category: 256,
  dscp: 64, l4: 256, breed: 16, ethertype: 1024, packetSize: 16, exporter: MAX_OBSERVATION_POINTS, exporterInterface: 32_768,
}

export class Groups {
  readonly tables: Readonly<Record<GroupKind, GroupTable>>
  /** ISO codes by the number that is the key of the country table; number 0 is "". */
  private readonly countryCodes: string[] = [""]
  private readonly countryNumbers = new Map<string, number>([["", 0]])
  private readonly networks: NetworkTable
  private readonly facts: AddressFacts
  private readonly deviceAliases: ReadonlyMap<string, string>

  private readonly points: ObservationPoints | null

  constructor(networks: NetworkTable, facts: AddressFacts, aliases: Readonly<Record<string, string>>, points: ObservationPoints | null, onLeaving: (kind: GroupKind, row: number) => void) {
    this.points = points
    this.networks = networks
    this.facts = facts
    this.deviceAliases = new Map(Object.entries(aliases).map(([key, alias]) => [key.toLowerCase(), alias]))
    const table = (kind: GroupKind) => new GroupTable(groupLimits[kind], (row) => onLeaving(kind, row))
    this.tables = {
      network: table("network"), asn: table("asn"), country: table("country"), vlan: table("vlan"), device: table("device"),
      application: table("application"), category: table("category"), dscp: table("dscp"), l4: table("l4"), breed: table("breed"),
      ethertype: table("ethertype"), packetSize: table("packetSize"), exporter: table("exporter"), exporterInterface: table("exporterInterface"),
    }
  }

  countryNumber(code: string): number {
    const known = this.countryNumbers.get(code)
    if (known !== undefined) return known
    this.countryCodes.push(code)
    this.countryNumbers.set(code, this.countryCodes.length - 1)
    return this.countryCodes.length - 1
  }

  countryCode(number: number): string {
    return this.countryCodes[number]
  }

  /** The group's identity as text. */
  keyText(kind: GroupKind, row: number): string {
    const key = this.tables[kind].key[row]
    switch (kind) {
      case "network": return this.networks.networks[key].cidr
      case "country": return this.countryCodes[key]
      case "device": return formatMac(Math.floor(key / 0x1_0000_0000), key % 0x1_0000_0000)
      case "application": return appLabel(key >>> 16, key & 0xffff)
      case "category": return categoryName(key)
      case "dscp": return dscpName(key)
      case "l4": return ipProtocolName(key)
      case "breed": return breeds[key]
      case "ethertype": return etherTypeName(key)
      case "packetSize": return packetSizeNames[key]
      case "exporter": return this.points?.keyOf(key) ?? ""
      case "exporterInterface": return `${this.points?.exporterText(Math.floor(key / INTERFACES_PER_EXPORTER)) ?? ""}#${key % INTERFACES_PER_EXPORTER}`
      case "asn":
      case "vlan": return String(key)
    }
  }

  /** The group's name for people. */
  label(kind: GroupKind, row: number): string {
    const key = this.tables[kind].key[row]
    switch (kind) {
      case "network": return this.networks.networks[key].alias ?? this.networks.networks[key].cidr
      case "asn": return this.facts.asName(key) || `AS${key}`
      case "vlan": return key === 0 ? "untagged" : `VLAN ${key}`
      case "country": return countryName(this.keyText(kind, row))
      case "packetSize": return packetSizeTitle(key)
      case "device": return this.deviceAliases.get(this.keyText(kind, row)) ?? this.vendorOf(key)
      default: return this.keyText(kind, row)
    }
  }

  vendorOf(mac: number): string {
    return this.facts.vendor(Math.floor(mac / 0x100_0000), mac % 0x100_0000)
  }
}

const INTERFACES_PER_EXPORTER = 2 ** 32
/** Key of the table of exporters' interfaces. */
export function exporterInterfaceKey(exporterNumber: number, ifIndex: number): number {
  return exporterNumber * INTERFACES_PER_EXPORTER + ifIndex
}

/** Key of the application table. */
export function appKey(masterId: number, appId: number): number {
  return masterId * 0x10000 + appId
}

const breedNumbers = new Map<string, number>(breeds.map((breed, number) => [breed, number]))
/** By protocol number; numbers beyond the table (the user's own protocols) are unrated. */
const breedByProtocol = Uint8Array.from({ length: 1 + Math.max(...protocols.map(({ id }) => id)) }, (_, id) => breedNumbers.get(protocolById(id).breed) ?? 0)

/** Index into model's `breeds` of the application, or of its master when there is no application. */
export function breedOf(masterId: number, appId: number): number {
  return breedByProtocol[appId === UNKNOWN_PROTOCOL_ID ? masterId : appId] ?? 0
}
