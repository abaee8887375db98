// The user's rules as plain data: what the files say, checked and bounded. Goes from the thread that reads files to those that inspect.

export interface RuleFile {
  /** Without folder: it says what the file holds. */
  readonly name: string
  readonly text: string
}

/** A protocol that the built-in table does not have. */
export interface UserProtocol {
  readonly id: number
  readonly name: string
}

export interface PortRule { readonly transport: "tcp" | "udp"; readonly from: number; readonly to: number; readonly protocol: string }
/** `host` and `address` name a protocol, a category, or both; "" = says nothing about it. */
export interface HostRule { readonly pattern: string; readonly protocol: string; readonly category: string }
export interface AddressRule { readonly cidr: string; readonly port: number; readonly protocol: string; readonly category: string }
/** Risks whose bit is not set in the mask are not raised. `low` holds risks 1 to 32, `high` the rest. */
export interface ExceptionRule { readonly kind: "address" | "host"; readonly value: string; readonly low: number; readonly high: number }
/** A value of a block list and why it stands there. */
export interface Listed { readonly value: string; readonly reason: string }

/** Something in a file that could not be used: shown to the user, never fatal. */
export interface RuleProblem { readonly file: string; readonly line: number; readonly text: string }

export interface RuleSet {
  readonly protocols: readonly UserProtocol[]
  readonly ports: readonly PortRule[]
  readonly hosts: readonly HostRule[]
  readonly addresses: readonly AddressRule[]
  readonly riskyDomains: readonly string[]
  readonly exceptions: readonly ExceptionRule[]
  /** Keys of risks that are never raised. */
  readonly mutedRisks: readonly string[]
  readonly trustedIssuers: readonly string[]
  readonly badJa3: readonly Listed[]
  readonly badJa4: readonly Listed[]
  readonly badCertificates: readonly Listed[]
  /** Exits of anonymising services, as CIDR. */
  readonly anonymousAddresses: readonly string[]
  readonly riskyAsns: readonly number[]
  readonly problems: readonly RuleProblem[]
}

export const emptyRuleSet: RuleSet = {
  protocols: [], ports: [], hosts: [], addresses: [], riskyDomains: [], exceptions: [], mutedRisks: [], trustedIssuers: [],
  badJa3: [], badJa4: [], badCertificates: [], anonymousAddresses: [], riskyAsns: [], problems: [],
}

/** Bounds; what is beyond is a problem that the user is told. */
export const ruleLimits = {
  protocols: 4096,
  ports: 65_536,
  hosts: 1_000_000,
  addresses: 65_536,
  riskyDomains: 1_000_000,
  exceptions: 65_536,
  mutedRisks: 64,
  trustedIssuers: 4096,
  badJa3: 1_000_000,
  badJa4: 1_000_000,
  badCertificates: 1_000_000,
  anonymousAddresses: 65_536,
  riskyAsns: 65_536,
  /** The first ones; the rest is only counted. */
  problems: 200,
} as const satisfies Readonly<Record<keyof RuleSet, number>>
