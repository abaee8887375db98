// The state of a TCP connection from flags that were ORed over many packets: enough to tell an attempt from a connection, and its end.
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from "../decode/tcp.ts"
import { FLOW_ENDED_AT_EXPORTER, FLOW_RESET } from "../flows/flags.ts"
import type { FlowColumns } from "../flows/flow-columns.ts"
import { TCP_CLOSED, TCP_CLOSING, TCP_ESTABLISHED, TCP_MIDSTREAM, TCP_RESET, TCP_SYN_SENT } from "../flows/track-tcp.ts"

export function followTcpFlags(flows: FlowColumns, row: number, flags: number, reverseFlags: number, fromA: boolean): void {
  const a = (flows.tcpFlagsAB[row] |= fromA ? flags : reverseFlags)
  const b = (flows.tcpFlagsBA[row] |= fromA ? reverseFlags : flags)
  const either = a | b
  if (either === 0) return
  if ((either & TCP_RST) !== 0) {
    flows.tcpState[row] = TCP_RESET
    flows.flags[row] |= FLOW_RESET
  } else if ((a & b & TCP_FIN) !== 0) {
    // Slices of it may still be under way, so it lingers like one that the exporter called ended.
    flows.tcpState[row] = TCP_CLOSED
    flows.flags[row] |= FLOW_ENDED_AT_EXPORTER
  } else if ((either & TCP_FIN) !== 0) flows.tcpState[row] = TCP_CLOSING
  else if ((either & (TCP_SYN | TCP_ACK)) === TCP_SYN) flows.tcpState[row] = TCP_SYN_SENT
  else if ((either & TCP_SYN) !== 0) flows.tcpState[row] = TCP_ESTABLISHED
  else flows.tcpState[row] = TCP_MIDSTREAM
}
