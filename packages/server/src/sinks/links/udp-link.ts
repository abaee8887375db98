// Datagrams to one address. Nobody acknowledges them; but a machine that has nobody on the port says so (ICMP), which a connected
// socket hears a moment later. So the first datagram of a session waits that moment.
import { createSocket, type Socket } from "node:dgram"
import { lookup } from "node:dns/promises"
import type { Link, LinkTarget } from "./link.ts"

const MOMENT_MS = 25
/** Receivers have small buffers: after so many datagrams a breath, as long as the rate asks for. */
const BURST = 16

export function createUdpLink({ host, port, datagramsPerSecond }: LinkTarget): Link {
  let socket: Socket | null = null
  let session = 0
  let problem: Error | null = null
  let isDoubtful = true
  let burst = 0
  let burstStartMs = performance.now()

  async function open(): Promise<Socket> {
    const { address, family } = await lookup(host)
    const next = createSocket(family === 6 ? "udp6" : "udp4")
    next.on("error", (error) => { problem = error })
    await new Promise<void>((resolve, reject) => {
      next.once("error", reject)
      next.connect(port, address, () => {
        next.off("error", reject)
        resolve()
      })
    })
    socket = next
    session++
    return next
  }

  return {
    get session() { return session },
    async ready() { if (!socket) await open() },
    async send(bytes) {
      const to = socket ?? await open()
      if (!problem) await new Promise<void>((resolve) => { to.send(bytes, (error) => { problem ??= error; resolve() }) })
      if (!problem && isDoubtful) await new Promise((resolve) => { setTimeout(resolve, MOMENT_MS) })
      else if (++burst % BURST === 0) {
        await new Promise((resolve) => { setTimeout(resolve, Math.max(0, burstStartMs + (BURST * 1000) / datagramsPerSecond - performance.now())) })
        burstStartMs = performance.now()
      }
      if (problem) {
        const why: Error = problem
        problem = null
        isDoubtful = true
        session++ // whoever comes back has forgotten everything
        throw isRefusal(why) ? new Error(`nobody listens on UDP port ${port} of ${host}`) : why
      }
      isDoubtful = false
    },
    close() {
      const old = socket
      socket = null
      return old ? new Promise((resolve) => { old.close(() => resolve()) }) : Promise.resolve()
    },
  }
}

const isRefusal = (error: Error) => "code" in error && error.code === "ECONNREFUSED"
