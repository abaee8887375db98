// Opens the ports. The app itself listens nowhere: HTTP and HTTPS hand their requests and upgrades to it.
import type { FastifyInstance } from "fastify"
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { createServer as createHttpsServer } from "node:https"
import type { AddressInfo } from "node:net"
import type { Duplex } from "node:stream"
import type { ListenAddress } from "../config/values.ts"
import { ProductError } from "../contract/errors.ts"

export interface Listener {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}
export interface TlsOptions { readonly cert: string; readonly key: string; readonly ciphers?: string | undefined }

export async function listen(app: FastifyInstance, address: ListenAddress, option: "-w" | "-W", tls: TlsOptions | null = null): Promise<Listener> {
  await app.ready()
  const onRequest = (request: IncomingMessage, response: ServerResponse) => app.routing(request, response)
  const server: Server = tls === null ? createHttpServer(onRequest) : createHttpsServer({ ...tls, minVersion: "TLSv1.2", honorCipherOrder: true }, onRequest)
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => app.server.emit("upgrade", request, socket, head))
  server.headersTimeout = 20_000
  server.requestTimeout = 60_000
  server.keepAliveTimeout = 65_000
  server.maxConnections = 2_000

  await open(server, address, option)
  const { port } = server.address() as AddressInfo // a TCP server that listens
  return {
    port,
    url: `${tls === null ? "http" : "https"}://${shownHost(address.host)}:${port}`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

const shownHost = (host: string | null): string => (host === null || host === "0.0.0.0" || host === "::" || host === "127.0.0.1" || host === "::1" ? "localhost" : host.includes(":") ? `[${host}]` : host)

function open(server: Server, { host, port }: ListenAddress, option: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // No address given: all of them, IPv6 too where there is IPv6.
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (host === null && (error.code === "EAFNOSUPPORT" || error.code === "EADDRNOTAVAIL")) return server.once("error", (again: NodeJS.ErrnoException) => reject(listenProblem(again, "0.0.0.0", port, option))).listen(port, "0.0.0.0", resolve)
      reject(listenProblem(error, host, port, option))
    })
    server.listen(port, host ?? "::", () => {
      server.removeAllListeners("error")
      server.on("error", () => undefined) // per-connection trouble is the connection's; the socket is closed by node
      resolve()
    })
  })
}

function listenProblem(error: NodeJS.ErrnoException, host: string | null, port: number, option: string): Error {
  const at = host === null ? `port ${port}` : `${host.includes(":") ? `[${host}]` : host}:${port}`
  if (error.code === "EADDRINUSE") return new ProductError("port-busy", { port }, { cause: error, message: `${option}: ${at} is in use by another program.` })
  if (error.code === "EACCES") return new ProductError("port-forbidden", { port }, { cause: error, message: `${option}: ${at} may not be opened by this user.` })
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") return new ProductError("address-unavailable", { host }, { cause: error, message: `${option}: this machine has no address ${host}.` })
  return error
}
