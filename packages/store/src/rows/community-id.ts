// The Community ID of a stored flow: computed when a row is read, which is cheaper than keeping it.
import { communityId } from "@netweir/engine/rows/community-id.ts"
import { parseIp } from "@netweir/model"

/** Of ICMP the type and code are part of it, which only the flow's metadata may know; "" rather than a wrong one. */
export function communityIdOf(flow: Readonly<Record<string, unknown>>): string {
  const { client, server, clientPort, serverPort, ipVersion, ipProtocol, metadata } = flow
  const from = typeof client === "string" ? parseIp(client) : null
  const to = typeof server === "string" ? parseIp(server) : null
  if (!from || !to || Number(ipVersion) === 0) return ""
  const { type, code } = (metadata as { icmp?: { type?: unknown; code?: unknown } } | null)?.icmp ?? {}
  if ((ipProtocol === 1 || ipProtocol === 58) && typeof type !== "number") return ""
  return communityId({
    words: Uint32Array.from([...from, ...to]), srcAt: 0, dstAt: 4, ipVersion: Number(ipVersion), ipProtocol: Number(ipProtocol),
    srcPort: Number(clientPort), dstPort: Number(serverPort), icmpType: Number(type ?? 0), icmpCode: Number(code ?? 0),
  })
}
