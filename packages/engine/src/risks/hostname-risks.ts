// Risks that a flow's host name carries, judged when inspection is through with the flow.
import { remembered } from "../bytes/remembered.ts"
import { randomness } from "./random-text.ts"

export interface HostnameFacts {
  readonly name: string
  /** Master protocol's name: what the name is used for. */
  readonly protocol: string
  /** Some pattern knows the name: it belongs to somebody. */
  readonly isKnown: boolean
  /** The name was asked of a name service, which answered without an error. */
  readonly isResolved: boolean
  readonly isRiskyDomain: boolean
}
interface HostnameRisk {
  readonly key: string
  /** Evidence when it is so, else null. */
  readonly when: (facts: HostnameFacts) => string | null
}

/** Their names are host names of the DNS; others write what they like. */
const carriesDnsNames = new Set(["DNS", "DoH_DoT", "LLMNR", "TLS", "DTLS", "QUIC", "HTTP", "HTTP_Proxy", "HTTP_Connect", "SMTPS", "IMAPS", "POPS", "FTPS", "DNScrypt"])
const tlsCarriers = new Set(["TLS", "QUIC", "SMTPS", "IMAPS", "POPS", "FTPS"])

const MIN_RANDOM_LABEL = 9
const RANDOM = 0.4
/** Data in a name: long labels of mixed letters and digits (hex, base32). */
const LONG_LABEL = 40
const LONG_LABEL_RANDOM = 0.35

/** The label that was registered: the one before the top level, or before a two-part one such as co.uk. */
function registeredLabel(name: string): string {
  const labels = name.split(".")
  if (labels.length < 2) return ""
  const at = labels.length >= 3 && labels[labels.length - 1].length === 2 && /^(?:co|com|net|org|ac|gov|edu|or|ne)$/.test(labels[labels.length - 2]) ? 3 : 2
  return labels[labels.length - at]
}

function looksGenerated(name: string): boolean {
  const label = registeredLabel(name)
  if (label.startsWith("xn--") || /\.(?:arpa|local|onion|i2p)$/.test(name)) return false
  if (label.length >= MIN_RANDOM_LABEL && !label.includes("-") && randomness(label) >= RANDOM) return true
  for (const one of name.split(".")) if (one.length >= LONG_LABEL && randomness(one) >= LONG_LABEL_RANDOM) return true
  return false
}

/** Letters, digits, - and _ (service names); a wildcard; / in reverse zones (RFC 2317); addresses. */
const PLAIN_NAME = /^(?:\*\.)?[a-z0-9._:/-]*$|^\[[0-9a-f:.]+\]$/i
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/

const IS_ADDRESS = 2
const IS_PUNYCODE = 4
const IS_ODD = 8
const IS_GENERATED = 16

/** What the name alone tells. The same names come again and again. */
const signsOf = remembered((name: string): number => {
  const isIpv4 = IPV4.test(name)
  return (isIpv4 || name.includes(":") ? IS_ADDRESS : 0) | (/(?:^|\.)xn--/.test(name) ? IS_PUNYCODE : 0) | (PLAIN_NAME.test(name) ? 0 : IS_ODD)
    | (!isIpv4 && looksGenerated(name) ? IS_GENERATED : 0)
})

export function isMachineGenerated(name: string): boolean {
  return (signsOf(name) & IS_GENERATED) !== 0
}

export function isPlainHostName(name: string): boolean {
  return !has(name, IS_ODD)
}

export const hostnameRisks: readonly HostnameRisk[] = [
  { key: "numeric_ip_host", when: ({ name, protocol }) => (has(name, IS_ADDRESS) && tlsCarriers.has(protocol) ? name : null) },
  { key: "punycode_idn", when: ({ name, protocol }) => (has(name, IS_PUNYCODE) && carriesDnsNames.has(protocol) ? name : null) },
  { key: "suspicious_dga_domain", when: (facts) => (isGenerated(facts) ? facts.name : null) },
  { key: "risky_domain", when: (facts) => (facts.isRiskyDomain && facts.protocol !== "DNScrypt" ? facts.name : facts.isResolved && isGenerated(facts) ? `${facts.name} looks machine generated and exists` : null) },
  { key: "invalid_characters", when: ({ name, protocol }) => (has(name, IS_ODD) && carriesDnsNames.has(protocol) ? name : null) },
]

/** Nothing of the above can be said of most names. */
export function isInconspicuous(name: string, isRiskyDomain: boolean): boolean {
  return !isRiskyDomain && (signsOf(name) & (IS_ADDRESS | IS_PUNYCODE | IS_ODD | IS_GENERATED)) === 0
}

function has(name: string, sign: number): boolean {
  return (signsOf(name) & sign) !== 0
}

function isGenerated({ name, protocol, isKnown }: HostnameFacts): boolean {
  return !isKnown && has(name, IS_GENERATED) && carriesDnsNames.has(protocol)
}
