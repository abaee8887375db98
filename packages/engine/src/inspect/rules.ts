// What the user adds to the built-in knowledge (--rules-dir, -p): the seam that the rules loader fills. All answers 0 or null = no rule.
import type { HostnameMatch } from "../hostnames/hostname-matcher.ts"

export interface Rules {
  /** Wins over the built-in patterns. */
  hostname(name: string): HostnameMatch | null
  /** Protocol number for a server port; settles flows that nothing else names. */
  portProtocol(transport: number, port: number): number
  /** Protocol number for an address (words as in Packet.src) and port; settles at once, as a user's word does. */
  addressProtocol(words: Uint32Array, at: number, port: number): number
  /** Self-signed certificates of this issuer are no risk. */
  isTrustedIssuer(issuer: string): boolean
}

export const noRules: Rules = {
  hostname: () => null,
  portProtocol: () => 0,
  addressProtocol: () => 0,
  isTrustedIssuer: () => false,
}
