// Links by the address of a sink.
import { lookup } from "node:dns/promises"
import { UsageError } from "../../cli/usage-error.ts"
import type { Link, LinkTarget } from "./link.ts"
import { hostPort, type SinkUrl } from "../sink-url.ts"
import { connectStream, createStreamLink } from "./stream-link.ts"
import { createUdpLink } from "./udp-link.ts"

/** Of datagrams a second: some 400,000 flow records. */
const DEFAULT_RATE = 20_000

export function linkTarget(url: SinkUrl, transport: LinkTarget["transport"], defaultPort: number): LinkTarget {
  const { host, port } = hostPort(url.authority, defaultPort)
  const tls = transport === "tls"
  const datagramsPerSecond = transport === "udp" ? url.query.number("rate", DEFAULT_RATE) : 0
  if (transport === "udp" && datagramsPerSecond < 1) throw new UsageError("has rate=0; it is datagrams a second")
  return { transport, host, port, datagramsPerSecond, insecure: tls && url.query.flag("insecure"), ca: tls ? url.query.text("ca", "") : "", cert: tls ? url.query.text("cert", "") : "", key: tls ? url.query.text("key", "") : "" }
}

export function createLink(target: LinkTarget): Link {
  return target.transport === "udp" ? createUdpLink(target) : createStreamLink(target)
}

/** Datagrams are not answered: only the name is looked up. */
export async function probeLink(target: LinkTarget): Promise<string> {
  if (target.transport === "udp") {
    const { address } = await lookup(target.host)
    return `${address}, UDP port ${target.port}; whether somebody listens there cannot be told`
  }
  const socket = await connectStream(target)
  socket.destroy()
  return `${target.host}:${target.port} takes connections${target.transport === "tls" ? ", its certificate is trusted" : ""}`
}
