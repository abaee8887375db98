// A TCP or TLS connection. What the system has taken and the peer has not read when it dies is lost: the protocols here have no
// acknowledgement of their own.
import { readFileSync } from "node:fs"
import { connect as connectTcp, type Socket } from "node:net"
import { connect as connectTls } from "node:tls"
import type { Link, LinkTarget } from "./link.ts"

const CONNECT_MS = 10_000
/** A peer that takes nothing for so long hangs. */
const STALL_MS = 30_000

export function createStreamLink(target: LinkTarget): Link {
  let socket: Socket | null = null
  let session = 0

  async function open(): Promise<Socket> {
    const next = await connectStream(target)
    next.setNoDelay(true)
    next.setKeepAlive(true, 30_000)
    next.on("error", () => next.destroy())
    next.on("close", () => { if (socket === next) socket = null })
    next.on("end", () => next.destroy()) // it will not read any more, or is about to say so
    next.resume()
    socket = next
    session++
    return next
  }

  return {
    get session() { return session },
    async ready() { if (!socket) await open() },
    async send(bytes) {
      const to = socket ?? await open()
      await written(to, bytes, target)
    },
    async close() {
      const old = socket
      socket = null
      if (!old) return
      await new Promise<void>((resolve) => {
        old.once("close", () => resolve())
        old.end(() => old.destroy())
      })
    },
  }
}

function written(to: Socket, bytes: Uint8Array, { host, port }: LinkTarget): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      to.destroy()
      reject(new Error(`${host}:${port} takes nothing any more`))
    }, STALL_MS)
    to.write(bytes, (error) => {
      clearTimeout(timer)
      if (error) reject(new Error(`${host}:${port} closed the connection`, { cause: error }))
      else resolve()
    })
  })
}

/** Resolves when connected (TLS: and the certificate is right). */
export function connectStream({ transport, host, port, insecure, ca, cert, key }: LinkTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const files = transport === "tls" ? { ...(ca !== "" && { ca: readFileSync(ca) }), ...(cert !== "" && { cert: readFileSync(cert) }), ...(key !== "" && { key: readFileSync(key) }) } : {}
    const socket = transport === "tls"
      ? connectTls({ host, port, servername: /^[\d.:]+$/.test(host) ? "" : host, rejectUnauthorized: !insecure, ...files }, () => settle(null))
      : connectTcp({ host, port }, () => settle(null))
    const timer = setTimeout(() => settle(new Error(`${host}:${port} does not answer`)), CONNECT_MS)
    const fail = (error: Error) => settle(error)
    socket.once("error", fail)
    function settle(error: Error | null): void {
      clearTimeout(timer)
      socket.off("error", fail)
      if (!error) return resolve(socket)
      socket.on("error", () => undefined) // told already
      socket.destroy()
      reject(error)
    }
  })
}
