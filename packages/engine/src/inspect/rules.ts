// What the user adds to the built-in knowledge (--rules-dir, -p): the seam that rules/compile-rules.ts fills. All answers 0, null or false = no rule.
import type { MemoryUse } from "../bytes/remembered.ts"
import type { HostnameMatch } from "../hostnames/hostname-matcher.ts"

export interface Rules {
  /** Wins over the built-in patterns; a protocol of 0 leaves the built-in one. */
  hostname(name: string): HostnameMatch | null
  /** What `hostname` was asked. */
  readonly memory?: MemoryUse
  /** Protocol number for a server port; settles flows that nothing else names. */
  portProtocol(transport: number, port: number): number
  /** Protocol number for an address (words as in Packet.src) and port; settles at once, as a user's word does. */
  addressProtocol(words: Uint32Array, at: number, port: number): number
  /** Category number for an address. */
  addressCategory(words: Uint32Array, at: number): number
  /** Self-signed certificates of this issuer are no risk. */
  isTrustedIssuer(issuer: string): boolean
  isRiskyDomain(name: string): boolean
  /** Why the fingerprint (the SHA-1 of the certificate) is listed. */
  badJa3(ja3: string): string | null
  badJa4(ja4: string): string | null
  badCertificate(sha1: string): string | null
  /** An exit of an anonymising service. */
  isAnonymous(words: Uint32Array, at: number): boolean
  /** Looking up an AS number costs; only where some is listed. */
  readonly hasRiskyAsns: boolean
  isRiskyAsn(asn: number): boolean
  /** Some risk may be left out for some flows. */
  readonly hasExceptions: boolean
  /** May this risk be raised for a flow between these addresses (words at `at` and `at + 4`), with this host name? */
  mayRaise(riskId: number, words: Uint32Array, at: number, hostname: string | null): boolean
}

export const noRules: Rules = {
  hostname: () => null,
  portProtocol: () => 0,
  addressProtocol: () => 0,
  addressCategory: () => 0,
  isTrustedIssuer: () => false,
  isRiskyDomain: () => false,
  badJa3: () => null,
  badJa4: () => null,
  badCertificate: () => null,
  isAnonymous: () => false,
  hasRiskyAsns: false,
  isRiskyAsn: () => false,
  hasExceptions: false,
  mayRaise: () => true,
}
