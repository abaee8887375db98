// Listens for exporters over TCP or TLS; who may connect and how many is decided here.
import { formatIp, parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { readFileSync } from "node:fs"
import { createServer, type Server, type Socket } from "node:net"
import { createServer as createTlsServer } from "node:tls"
import { once } from "node:events"
import { SourceError } from "../source.ts"
import { openFailure } from "../sources/open-failure.ts"
import type { ListenAddress } from "../udp/datagram-batch.ts"
import { listenFailure } from "../udp/listen-failure.ts"
import { resolveHost } from "../udp/udp-socket.ts"
import type { CollectorSpec, TlsFiles } from "./collector-spec.ts"

const HANDSHAKE_MS = 10_000
const MAX_SESSIONS_PER_ADDRESS = 64

export type Refusal = "exporter-not-allowed" | "too-many-sessions" | "tls-handshake-failed"

/** What it needs to know of who listens. */
export type StreamListenerSpec = Pick<CollectorSpec, "addresses" | "rules" | "maxSessions" | "idleSeconds" | "tls">

export interface StreamListenerParts {
  readonly spec: StreamListenerSpec
  connected(socket: Socket, words: Uint32Array, address: string, port: number): void
  refused(why: Refusal, text: string): void
}

export class StreamListener {
  readonly addresses: { host: string; port: number }[] = []
  readonly #parts: StreamListenerParts
  readonly #servers: Server[] = []
  readonly #perAddress = new Map<string, number>()
  #sessions = 0

  private constructor(parts: StreamListenerParts) {
    this.#parts = parts
  }

  /** Throws SourceError; then nothing stays open. */
  static async open(parts: StreamListenerParts): Promise<StreamListener> {
    const listener = new StreamListener(parts)
    const { tls, addresses } = parts.spec
    const secrets = tls === null ? null : readTlsFiles(tls)
    try {
      for (const address of addresses) await listener.#listen(address, secrets)
      return listener
    } catch (error) {
      await listener.close()
      throw error
    }
  }

  async #listen(address: ListenAddress, secrets: TlsSecrets | null): Promise<void> {
    const server = this.#server(secrets)
    this.#servers.push(server)
    const host = address.host === "" ? undefined : formatIp((await resolveHost(address.host)).words, 0)
    server.listen({ port: address.port, host, ipv6Only: host !== undefined })
    try {
      await once(server, "listening")
    } catch (cause) {
      throw listenFailure("TCP", address, (cause as NodeJS.ErrnoException).code, cause)
    }
    const bound = server.address()
    this.addresses.push({ host: address.host, port: typeof bound === "object" && bound !== null ? bound.port : address.port })
  }

  #server(secrets: TlsSecrets | null): Server {
    if (secrets === null) return createServer((socket) => this.#arrived(socket))
    const { cert, key, ca } = secrets
    try {
      const server = createTlsServer({ cert, key, minVersion: "TLSv1.2", handshakeTimeout: HANDSHAKE_MS, ...(ca !== null && { ca, requestCert: true, rejectUnauthorized: true }) }, (socket) => this.#arrived(socket))
      server.on("tlsClientError", (error, socket) => {
        this.#parts.refused("tls-handshake-failed", `TLS with ${socket.remoteAddress ?? "an exporter"} failed: ${error.message}`)
        socket.destroy()
      })
      return server
    } catch (cause) {
      throw new SourceError("tls-files-invalid", `The certificate and key can't be used: ${cause instanceof Error ? cause.message : String(cause)}`, "They must be PEM files that belong together, the key without a password.", { cause })
    }
  }

  #arrived(socket: Socket): void {
    const { spec, connected, refused } = this.#parts
    const words = new Uint32Array(4)
    const address = socket.remoteAddress ?? ""
    socket.on("error", () => socket.destroy()) // "close" follows
    if (!parseIp(address, words) || !spec.rules.allows(words)) {
      refused("exporter-not-allowed", `${address} is not among those who may send`)
      return void socket.destroy()
    }
    const name = formatIp(words, 0)
    const ofAddress = this.#perAddress.get(name) ?? 0
    if (this.#sessions >= spec.maxSessions || ofAddress >= MAX_SESSIONS_PER_ADDRESS) {
      refused("too-many-sessions", `${name} was refused: there are ${this.#sessions} connections, ${ofAddress} of them its own`)
      return void socket.destroy()
    }
    this.#sessions++
    this.#perAddress.set(name, ofAddress + 1)
    socket.once("close", () => {
      this.#sessions--
      const left = (this.#perAddress.get(name) ?? 1) - 1
      if (left > 0) this.#perAddress.set(name, left)
      else this.#perAddress.delete(name)
    })
    socket.setKeepAlive(true, 60_000)
    socket.setTimeout(spec.idleSeconds * 1000, () => socket.destroy())
    connected(socket, words, name, socket.remotePort ?? 0)
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((server) => new Promise<void>((resolve) => {
      if (server.listening) server.close(() => resolve())
      else resolve()
    })))
  }
}

interface TlsSecrets { readonly cert: Buffer; readonly key: Buffer; readonly ca: Buffer | null }

function readTlsFiles({ certificate, key, clientAuthority }: TlsFiles): TlsSecrets {
  const read = (file: string) => {
    try {
      return readFileSync(file)
    } catch (error) {
      throw openFailure(file, error)
    }
  }
  return { cert: read(certificate), key: read(key), ca: clientAuthority === null ? null : read(clientAuthority) }
}
