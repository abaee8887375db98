// The files behind address facts, read once per process into memory that all its threads share.
import { existsSync, openSync, readdirSync, readSync, fstatSync, closeSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

export interface FactsFiles {
  readonly asn: SharedArrayBuffer | null
  readonly country: SharedArrayBuffer | null
  readonly vendors: SharedArrayBuffer | null
  /** The user's own MaxMind DB files, in the order of their names. */
  readonly own: readonly { readonly name: string; readonly bytes: SharedArrayBuffer }[]
  /** What could not be read, for people. */
  readonly problems: readonly string[]
}

const MAX_OWN_FILES = 8
const MAX_OWN_BYTES = 1024 ** 3

/** `geo/*.mmdb` under the data directory, and the tables that the build made. */
export function readFactsFiles(dataDir: string | null, builtDir: string | null = findBuiltDir()): FactsFiles {
  const problems: string[] = []
  const read = (file: string): SharedArrayBuffer | null => {
    try {
      return readShared(file)
    } catch (problem) {
      problems.push(`${file}: ${problem instanceof Error ? problem.message : String(problem)}`)
      return null
    }
  }
  if (builtDir === null) problems.push("no tables of countries, autonomous systems and vendors: run `npm run build`")
  const built = (name: string) => (builtDir === null ? null : read(path.join(builtDir, name)))
  const own: { name: string; bytes: SharedArrayBuffer }[] = []
  const geoDir = dataDir === null ? "" : path.join(dataDir, "geo")
  if (geoDir !== "" && existsSync(geoDir)) {
    for (const name of readdirSync(geoDir).filter((one) => one.endsWith(".mmdb")).toSorted().slice(0, MAX_OWN_FILES)) {
      const bytes = read(path.join(geoDir, name))
      if (bytes) own.push({ name, bytes })
    }
  }
  return { asn: built("asn.bin"), country: built("country.mmdb"), vendors: built("vendors.bin"), own, problems }
}

function readShared(file: string): SharedArrayBuffer {
  const handle = openSync(file, "r")
  try {
    const { size } = fstatSync(handle)
    if (size > MAX_OWN_BYTES) throw new Error("larger than 1 GB")
    const shared = new SharedArrayBuffer(size)
    const bytes = new Uint8Array(shared)
    for (let at = 0; at < size; ) {
      const count = readSync(handle, bytes, at, size - at, at)
      if (count === 0) throw new Error("became shorter while it was read")
      at += count
    }
    return shared
  } finally {
    closeSync(handle)
  }
}

/** `dist/facts`, seen from the bundle (dist, dist/chunks) or from the sources; null when nothing was built. */
export function findBuiltDir(from = path.dirname(fileURLToPath(import.meta.url))): string | null {
  for (let dir = from; ; dir = path.dirname(dir)) {
    for (const built of [path.join(dir, "facts"), path.join(dir, "dist", "facts")]) if (existsSync(path.join(built, "built-from.json"))) return built
    if (dir === path.dirname(dir)) return null
  }
}
