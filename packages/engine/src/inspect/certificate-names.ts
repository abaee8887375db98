// The names of a certificate -> protocol. The same certificates come again and again, some with a hundred names: looked up once.
import { normaliseHostname } from "../bytes/text.ts"
import type { HostnameMatch } from "../hostnames/hostname-matcher.ts"

const MAX_NAMES = 64
/** Forgotten all at once when full. */
const MAX_REMEMBERED = 512

export class CertificateNames {
  private readonly remembered = new Map<string, number>()
  private readonly matchHostname: (name: string) => HostnameMatch | null

  constructor(matchHostname: (name: string) => HostnameMatch | null) {
    this.matchHostname = matchHostname
  }

  /** Of the first of these names (separated by commas) that somebody claims; 0 = nobody. */
  protocolOf(names: string): number {
    let protocol = this.remembered.get(names)
    if (protocol === undefined) {
      protocol = this.search(names)
      if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear()
      this.remembered.set(names, protocol)
    }
    return protocol
  }

  /** Other rules, other answers. */
  forget(): void {
    this.remembered.clear()
  }

  private search(names: string): number {
    for (const name of names.split(",", MAX_NAMES)) {
      const match = this.matchHostname(normaliseHostname(name.startsWith("*.") ? name.slice(2) : name))
      if (match !== null && match.protocol !== 0) return match.protocol
    }
    return 0
  }
}
