// The names of a certificate -> protocol. The same certificates come again and again, some with a hundred names: looked up once.
import { Memory } from "../bytes/remembered.ts"
import { normaliseHostname } from "../bytes/text.ts"
import type { HostnameMatch } from "../hostnames/hostname-matcher.ts"

const MAX_NAMES = 64
const MAX_REMEMBERED = 512

export class CertificateNames {
  readonly memory = new Memory<string, number>(MAX_REMEMBERED)
  private readonly matchHostname: (name: string) => HostnameMatch | null

  constructor(matchHostname: (name: string) => HostnameMatch | null) {
    this.matchHostname = matchHostname
  }

  /** Of the first of these names (separated by commas) that somebody claims; 0 = nobody. */
  protocolOf(names: string): number {
    let protocol = this.memory.get(names)
    if (protocol === undefined) {
      protocol = this.search(names)
      this.memory.set(names, protocol)
    }
    return protocol
  }

  /** Other rules, other answers. */
  forget(): void {
    this.memory.forget()
  }

  private search(names: string): number {
    for (const name of names.split(",", MAX_NAMES)) {
      const match = this.matchHostname(normaliseHostname(name.startsWith("*.") ? name.slice(2) : name))
      if (match !== null && match.protocol !== 0) return match.protocol
    }
    return 0
  }
}
