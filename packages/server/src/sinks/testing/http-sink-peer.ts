import { createServer, type IncomingMessage, type Server } from "node:http"
import type { Socket } from "node:net"
import { gunzipSync } from "node:zlib"
import { freeTcpPort } from "./peers.ts"
import type { SinkPeer } from "./sink-contract.ts"

export interface Heard { readonly method: string; readonly path: string; readonly headers: IncomingMessage["headers"]; readonly body: string }
export interface Reply { readonly status: number; readonly body?: string }

/** An HTTP server with a fixed port and a mind of its own. `count` answers how many rows a request told, or throws. */
export async function httpSinkPeer(addressOf: (port: number) => string, hear: (heard: Heard, seen: Set<string>) => Reply): Promise<SinkPeer & { readonly heard: Heard[]; readonly seen: Set<string> }> {
  const port = await freeTcpPort()
  const heard: Heard[] = []
  const seen = new Set<string>()
  const sockets = new Set<Socket>()
  let server: Server | null = null
  let failure: unknown = null
  return {
    address: addressOf(port), heard, seen,
    async start() {
      const next = createServer((request, response) => {
        const chunks: Buffer[] = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => {
          const bytes = Buffer.concat(chunks)
          const one: Heard = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body: (request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString("utf8") }
          heard.push(one)
          try {
            const { status, body = "" } = hear(one, seen)
            response.writeHead(status).end(body)
          } catch (error) {
            failure ??= error
            response.writeHead(500).end("the test's server did not understand")
          }
        })
      })
      next.on("connection", (socket) => { sockets.add(socket); socket.on("close", () => sockets.delete(socket)) })
      await new Promise<void>((resolve) => { next.listen(port, "127.0.0.1", resolve) })
      server = next
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => { if (server) server.close(() => resolve()); else resolve() })
      server = null
    },
    rows() {
      if (failure) throw failure
      return seen.size
    },
  }
}
