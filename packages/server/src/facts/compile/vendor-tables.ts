// Vendors of MAC blocks out of oui-data: 24 bits (MA-L), 28 (MA-M) and 36 (MA-S), keyed by 6, 7 or 9 hexadecimal digits.
import type { Section } from "../table-file.ts"
import { NameList } from "./name-list.ts"

/** Owner of blocks that are given out in parts; who has the part is in the smaller registries. */
const REGISTRY_ITSELF = "IEEE Registration Authority"

export function vendorTables(json: string): Record<string, Section> {
  const entries = Object.entries(JSON.parse(json) as Record<string, string>) // the package's documented form
  const list = new NameList()
  const tables: Record<string, Section> = {}
  for (const [name, digits] of [["large", 6], ["medium", 7], ["small", 9]] as const) {
    const rows = entries.filter(([prefix]) => prefix.length === digits)
      .map(([prefix, text]) => ({ key: Number.parseInt(prefix, 16), vendor: text.split("\n")[0].trim() }))
      .filter(({ vendor }) => vendor !== "" && vendor !== REGISTRY_ITSELF && vendor !== "Private")
      .toSorted((a, b) => a.key - b.key)
    // A key of 36 bits takes two words.
    tables[`${name}High`] = Uint32Array.from(rows, ({ key }) => Math.floor(key / 2 ** 12))
    tables[`${name}Low`] = Uint16Array.from(rows, ({ key }) => key % 2 ** 12)
    tables[`${name}Vendor`] = Uint16Array.from(rows, ({ vendor }) => list.add(vendor))
  }
  if (list.size > 0xffff) throw new Error("more vendors than 16 bits can number")
  return { ...tables, ...list.sections() }
}
