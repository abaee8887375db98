import { createSocket, type Socket as Datagrams } from "node:dgram"
import { createServer as createTcp, type Server, type Socket } from "node:net"
import { createServer as createTls } from "node:tls"
import { freeTcpPort, freeUdpPort } from "./peers.ts"
import type { SinkPeer } from "./sink-contract.ts"

type Split = (bytes: Buffer) => { readonly messages: readonly Buffer[]; readonly rest: Buffer }

/** A TCP or TLS server: `split` takes whole messages off a stream, `read` counts what is in one. `read` is made anew for every connection. */
export async function streamSinkPeer(addressOf: (port: number) => string, split: Split, makeRead: () => (message: Buffer) => readonly string[], tls?: { readonly key: string; readonly cert: string }): Promise<SinkPeer> {
  const port = await freeTcpPort()
  const seen = new Set<string>()
  const open = new Set<Socket>()
  let server: Server | null = null
  let failure: unknown = null
  function serve(socket: Socket): void {
    const read = makeRead()
    let waiting = Buffer.alloc(0)
    open.add(socket)
    socket.on("error", () => undefined).on("close", () => open.delete(socket)).on("data", (chunk: Buffer) => {
      try {
        const { messages, rest } = split(Buffer.concat([waiting, chunk]))
        waiting = Buffer.from(rest)
        for (const message of messages) for (const row of read(message)) seen.add(row)
      } catch (error) {
        failure ??= error
      }
    })
  }
  return {
    address: addressOf(port),
    async start() {
      const next = tls ? createTls(tls, serve) : createTcp(serve)
      await new Promise<void>((resolve) => { next.listen(port, "127.0.0.1", resolve) })
      server = next
    },
    async stop() {
      for (const socket of open) socket.destroy()
      await new Promise<void>((resolve) => { if (server) server.close(() => resolve()); else resolve() })
      server = null
    },
    rows() {
      if (failure) throw failure
      return seen.size
    },
  }
}

export async function datagramSinkPeer(addressOf: (port: number) => string, makeRead: () => (message: Buffer) => readonly string[]): Promise<SinkPeer> {
  const port = await freeUdpPort()
  const seen = new Set<string>()
  let socket: Datagrams | null = null
  let failure: unknown = null
  return {
    address: addressOf(port),
    async start() {
      const read = makeRead()
      const next = createSocket({ type: "udp4", recvBufferSize: 4_000_000 }).on("message", (message) => {
        try {
          for (const row of read(message)) seen.add(row)
        } catch (error) {
          failure ??= error
        }
      })
      await new Promise<void>((resolve) => { next.bind(port, "127.0.0.1", resolve) })
      socket = next
    },
    async stop() {
      await new Promise<void>((resolve) => { if (socket) socket.close(resolve); else resolve() })
      socket = null
    },
    rows() {
      if (failure) throw failure
      return seen.size
    },
  }
}
