// What a firewall's log line says of a flow, and who reads it. Values are as they stand in the line; `FirewallRecords` checks them.
import type { SyslogMessage } from "../syslog/syslog-header.ts"

export interface FirewallEvent {
  readonly src: string | undefined
  readonly dst: string | undefined
  readonly srcPort?: string
  readonly dstPort?: string
  /** A number or a name. */
  readonly protocol: string | undefined
  readonly icmpType?: number
  readonly icmpCode?: number
  readonly tcpFlags?: number
  readonly ttl?: string
  readonly srcMac?: string
  /** "packet": one packet of a flow. "session": the line of a session, which src opened. "detail": says more of a flow, counts nothing. */
  readonly about: "packet" | "session" | "detail"
  readonly isOver?: boolean
  /** Counters are those of the session so far; lines of one session share this. */
  readonly session?: string
  readonly packets?: string
  readonly bytes?: string
  readonly reversePackets?: string
  readonly reverseBytes?: string
  readonly endUs?: number
  readonly durationSeconds?: number
  readonly isDenied: boolean
  readonly application?: string
  readonly hostname?: string
  readonly alert?: { readonly signature: string; readonly id?: string; readonly score: number }
  /** Into the flow's metadata: action, rule, ruleName, user, inInterface, outInterface, ... */
  readonly firewall: Readonly<Record<string, string | undefined>>
  /** srcIp, srcPort, dstIp, dstPort after translation. */
  readonly nat?: Readonly<Record<string, string | undefined>>
}

export interface FirewallProduct {
  readonly id: string
  readonly title: string
  /** Cheap: asked of every line that is none of the products before it. */
  recognises(message: SyslogMessage): boolean
  /** Text: why nothing came of it. */
  read(message: SyslogMessage): FirewallEvent | string
}
