// Country and AS of an address out of a MaxMind DB of any maker: MaxMind, DB-IP, ip-location-db, IPinfo name fields differently.
import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import { MmdbTree } from "./mmdb-tree.ts"

interface Known { readonly country: string; readonly asn: number; readonly asName: string }
const NOTHING: Known = { country: "", asn: 0, asName: "" }
/** Decoded records kept; a city database has many more than are ever met. */
const MAX_KNOWN = 65_536

export class MmdbFacts {
  private readonly tree: MmdbTree
  private readonly known = new Map<number, Known>()

  /** Throws when it is no MaxMind DB. */
  constructor(bytes: Buffer) {
    this.tree = new MmdbTree(bytes)
  }

  get databaseType(): string {
    return this.tree.databaseType
  }

  find(words: Uint32Array, at: number): Known {
    const record = this.tree.find(words, at)
    if (record === 0) return NOTHING
    const known = this.known.get(record)
    if (known) return known
    const fresh = readFields(this.tree.read(formatIp(words, at)))
    if (this.known.size >= MAX_KNOWN) this.known.clear()
    this.known.set(record, fresh)
    return fresh
  }
}

function readFields(record: Record<string, unknown>): Known {
  const country = code(record.country_code) || code(nested(record.country, "iso_code")) || code(record.country) || code(nested(record.registered_country, "iso_code"))
  const asn = asNumber(record.autonomous_system_number) || asNumber(record.asn) || asNumber(nested(record.traits, "autonomous_system_number"))
  return { country, asn, asName: text(record.autonomous_system_organization) || text(record.as_name) || text(record.as_organization) }
}

function nested(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined
}
function code(value: unknown): string {
  return typeof value === "string" && /^[A-Za-z]{2}$/.test(value) ? value.toUpperCase() : ""
}
function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 200) : ""
}
function asNumber(value: unknown): number {
  const number = typeof value === "string" ? Number(value.replace(/^AS/i, "")) : value
  return typeof number === "number" && Number.isInteger(number) && number > 0 && number <= 0xffff_ffff ? number : 0
}
