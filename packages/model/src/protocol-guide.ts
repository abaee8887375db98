// Protocols for people: what one is, what it is recognised by, how sure that is, what metadata is taken. Apart from the lookups of
// protocols.ts, which everybody loads: this is long text.
import { protocolDescriptions } from "./data/protocol-descriptions.ts"
import { recognitionFacts } from "./data/protocol-recognition.ts"
import { definedByUser, protocols, type Protocol } from "./protocols.ts"

export type RecognitionFact = readonly [
  name: string, transports: readonly string[], namePatterns: number, hasNetworks: boolean, toldByAnother: boolean, metadata: readonly string[],
]

export interface ProtocolGuide {
  readonly protocol: Protocol
  readonly description: string
  /** Ways to find it, the surest first. */
  readonly foundBy: readonly string[]
  readonly howSure: string
  /** `record.field`, as on a flow's page. */
  readonly metadata: readonly string[]
}

const factByName = new Map(recognitionFacts.map((fact) => [fact[0].toLowerCase(), fact]))

export function guideOf(protocol: Protocol): ProtocolGuide {
  const [, transports, patterns, hasNetworks, toldByAnother, metadata] = factByName.get(protocol.name.toLowerCase()) ?? [protocol.name, [], 0, false, false, []]
  const hasPorts = protocol.tcpPorts.length + protocol.udpPorts.length > 0
  const isByUser = protocol.foundBy === "user-rule"
  const foundBy = [
    isByUser && "your rule",
    transports.length > 0 && (transports.includes("ip") ? "the IP header" : `content (${transports.join(", ")})`),
    toldByAnother && "content of the protocol that carries it",
    patterns > 0 && `host name (${patterns} ${patterns === 1 ? "pattern" : "patterns"})`,
    hasNetworks && "network of its owner",
    hasPorts && "default port",
  ].filter((way) => way !== false)
  return { protocol, description: protocolDescriptions[protocol.name] ?? (isByUser ? "An application of your own rules." : ""), foundBy, howSure: sureness(foundBy), metadata }
}

function sureness(foundBy: readonly string[]): string {
  const [best = ""] = foundBy
  if (best === "your rule") return "As you say."
  if (best.startsWith("content") || best === "the IP header") return "Certain when recognised by content; the flow's confidence says when only a port or address suggested it."
  if (best.startsWith("host name")) return "As sure as the name: who asks for it gets it. Without a name (encrypted hello, address only) it is missed."
  if (best === "network of its owner") return "A fair guess from the address."
  if (best === "default port") return "Only a guess: there is no dissector yet."
  return "Not recognised yet: only your own rules can name it."
}

/** All there are, the built-in ones and those of the user's rules as this thread knows them. */
export function allGuides(): readonly ProtocolGuide[] {
  return [...protocols, ...definedByUser()].map(guideOf)
}

/** Of each part of `Master.App`. */
export function guidesOfLabel(label: string): readonly ProtocolGuide[] {
  const byName = new Map([...protocols, ...definedByUser()].map((protocol) => [protocol.name.toLowerCase(), protocol]))
  const whole = byName.get(label.toLowerCase())
  const parts = whole ? [whole] : label.split(".").map((name) => byName.get(name.toLowerCase()))
  return parts.filter((protocol) => protocol !== undefined).map(guideOf)
}

export function portsText({ tcpPorts, udpPorts }: Pick<Protocol, "tcpPorts" | "udpPorts">): string {
  return [...tcpPorts.map((port) => `tcp ${port}`), ...udpPorts.map((port) => `udp ${port}`)].join(", ")
}
