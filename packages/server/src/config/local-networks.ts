// -m: networks as a list or as a file of lists. Checked here so that a slip is named at once.
import { readFileSync, statSync } from "node:fs"
import { isIP } from "node:net"
import { networkInterfaces } from "node:os"
import { UsageError } from "../cli/usage-error.ts"

/** Private ranges (RFC 1918, RFC 4193): what is local nearly everywhere. ntopng's own default is 192.168.1.0/24 alone. */
export const privateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"] as const
const alwaysLocal = ["127.0.0.0/8", "::1/128", "fe80::/10"] as const

export const localNetworksOr = (given: readonly string[], otherwise: readonly string[]): readonly string[] => [...(given.length > 0 ? given : otherwise), ...alwaysLocal]

/** Networks that the machine's own interfaces are in. */
export function machineNetworks(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return [...new Set(addresses.flatMap(({ cidr, internal }) => (cidr === null || internal ? [] : [cidr])))]
}

/** A file's size that is still a list of networks. */
const MAX_LIST_BYTES = 4 * 1024 * 1024

/** One -m: entries as written (`10.0.0.0/8=Office`), blanks and quotes removed. */
export function localNetworks(value: string): readonly string[] {
  const file = statSync(value, { throwIfNoEntry: false })
  if (file?.isFile() && file.size > MAX_LIST_BYTES) throw new UsageError("names a file that is larger than 4 MB")
  const lines = file?.isFile() ? readFileSync(value, "utf8").split(/\r?\n/).filter((line) => !line.trimStart().startsWith("#")) : [value]
  const entries = lines.flatMap((line) => line.split(",")).map((entry) => entry.replace(/["'\s]/g, "")).filter((entry) => entry !== "")
  for (const entry of entries) checkNetwork(entry)
  return entries
}

function checkNetwork(entry: string): void {
  const [network] = entry.split("=")
  const [address, size] = network.split("/")
  const version = isIP(address)
  const bits = version === 6 ? 128 : 32
  const isPrefix = size === undefined || (/^\d{1,3}$/.test(size) && Number(size) <= bits)
  const isMask = version === 4 && size !== undefined && isIP(size) === 4 && isContiguousMask(size)
  if (version === 0 || !(isPrefix || isMask)) throw new UsageError(`has no network in "${entry}"; write 192.168.0.0/16, 10.0.0.0/255.0.0.0 or 2001:db8::/32, comma separated, or the path of a file`)
}

function isContiguousMask(mask: string): boolean {
  const inverted = ~mask.split(".").reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0) >>> 0
  return (inverted & (inverted + 1)) === 0
}
