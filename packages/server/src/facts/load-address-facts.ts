// Country, AS and vendor of addresses for the engine. The user's own MaxMind DB files come first, then the tables that
// the build made of registry packages (docs/data-sources.md). Nothing is looked up on the network.
import { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads"
import type { AddressFacts } from "@netweir/engine/engine.ts"
import { AsnFacts } from "./asn-facts.ts"
import { readFactsFiles, type FactsFiles } from "./facts-files.ts"
import { MmdbFacts } from "./mmdb-facts.ts"
import { VendorFacts } from "./vendor-facts.ts"

export interface LoadedAddressFacts extends AddressFacts {
  /** What is used, best first, for the About page and `doctor`. */
  readonly sources: readonly string[]
  /** What could not be read. */
  readonly problems: readonly string[]
}

/** Of worker_threads environment data. */
export const SHARED_KEY = "netweir-facts-files"

/**
 * On the main thread: reads the files and hands their memory to every worker that starts later. In a worker: uses that
 * memory, or reads the files itself when the main thread did not.
 */
export async function loadAddressFacts({ dataDir }: { readonly dataDir: string | null }): Promise<LoadedAddressFacts> {
  const shared = getEnvironmentData(SHARED_KEY) as FactsFiles | undefined // set below, by this same module
  const files = shared ?? readFactsFiles(dataDir)
  if (isMainThread && !shared) setEnvironmentData(SHARED_KEY, files as never) // Serializable is typed for plain data only
  return createAddressFacts(files)
}

export function createAddressFacts(files: FactsFiles): LoadedAddressFacts {
  const problems = [...files.problems]
  const sources: string[] = []
  const use = <Facts>(name: string, make: () => Facts): Facts | null => {
    try {
      const facts = make()
      sources.push(name)
      return facts
    } catch (problem) {
      problems.push(`${name}: ${problem instanceof Error ? problem.message : String(problem)}`)
      return null
    }
  }
  const own = files.own.flatMap(({ name, bytes }) => use(name, () => new MmdbFacts(Buffer.from(bytes))) ?? [])
  const { asn: asnFile, country: countryFile, vendors: vendorsFile } = files
  const asns = asnFile && use("asn.bin", () => new AsnFacts(asnFile))
  const countries = countryFile && use("country.mmdb", () => new MmdbFacts(Buffer.from(countryFile)))
  const vendors = vendorsFile && use("vendors.bin", () => new VendorFacts(vendorsFile))
  const ownAsNames = new Map<number, string>()

  return {
    sources, problems,
    country(words, at) {
      for (let i = 0; i < own.length; i++) {
        const { country } = own[i].find(words, at)
        if (country !== "") return country
      }
      return countries ? countries.find(words, at).country : ""
    },
    asn(words, at) {
      for (let i = 0; i < own.length; i++) {
        const { asn, asName } = own[i].find(words, at)
        if (asn === 0) continue
        if (asName !== "" && !ownAsNames.has(asn) && ownAsNames.size < MAX_OWN_AS_NAMES) ownAsNames.set(asn, asName)
        return asn
      }
      return asns ? asns.asn(words, at) : 0
    },
    asName: (asn) => ownAsNames.get(asn) ?? asns?.asName(asn) ?? "",
    vendor: (prefix24, rest24 = 0) => vendors?.vendor(prefix24, rest24) ?? "",
  }
}

const MAX_OWN_AS_NAMES = 131_072
