// Why a flow got its application: what was seen, who was asked, what fitted. Plain data, from the worker to the page.

/** A dissector was asked about a packet. */
export interface FlowQuestion {
  /** Number of the packet, from 1. */
  readonly packet: number
  readonly protocol: string
  readonly verdict: "match" | "need-more" | "no-match"
  /** Bytes that it could look at: the datagram, or the TCP stream so far. */
  readonly bytes: number
}
export interface FlowPacket {
  readonly number: number
  readonly atMs: number
  readonly toServer: boolean
  /** From the IP header on; on the wire, and kept. */
  readonly bytes: number
  readonly keptBytes: number
}
/** What the asked name says, by whose pattern; null = nobody claims the name. */
export interface FlowNameMatch {
  readonly name: string
  readonly by: "user" | "built-in" | null
  readonly pattern: string | null
  readonly protocol: string | null
  readonly category: string | null
}
/** A rule of the user that fits an end of the flow. */
export interface FlowRuleMatch {
  readonly kind: "address" | "category" | "port"
  readonly value: string
  readonly protocol: string
}
export interface FlowExplanation {
  readonly app: string
  readonly confidence: string
  readonly category: string
  readonly packets: readonly FlowPacket[]
  /** All packets that were kept are still there. */
  readonly isWhole: boolean
  /** In the order of asking. */
  readonly questions: readonly FlowQuestion[]
  /** Dissectors there are. */
  readonly dissectors: number
  readonly matched: { readonly protocol: string; readonly packet: number } | null
  /** Numbers of the packets that metadata was taken from. */
  readonly metadataFrom: readonly number[]
  /** What these packets alone lead to; null without packets. Differs from `app` when other flows told more (or the rules changed). */
  readonly again: { readonly app: string; readonly confidence: string } | null
  readonly name: FlowNameMatch | null
  readonly rules: readonly FlowRuleMatch[]
  /** Whose default port the server's is. */
  readonly portProtocol: string | null
}
/** Answer of the worker: the explanation, and the packets as a capture file. */
export interface FlowEvidence {
  readonly explanation: FlowExplanation
  readonly pcap: Uint8Array
}

/** How sure each way of finding is, for people. */
export const confidenceWords: Readonly<Record<string, string>> = {
  "user-rule": "A rule of yours names it: taken as given.",
  content: "What was said follows the protocol: certain.",
  "content-partial": "What was said fits the protocol, but only part of the proof was seen: probable.",
  correlation: "Another flow announced it, or a DNS answer or earlier flow of the same server tells: probable.",
  address: "The server's address belongs to its owner: a fair guess.",
  port: "Only the port suggests it: a guess.",
  none: "Nothing told what it is.",
}
