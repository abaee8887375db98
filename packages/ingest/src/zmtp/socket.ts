// A ZeroMQ socket: one endpoint at which it listens or to which it connects (and connects again), and its peers.
import { connect, createServer, type Server, type Socket } from "node:net"
import { SourceError } from "../source.ts"
import { removeStaleSocket } from "../sources/stale-socket.ts"
import type { CurveOptions } from "./curve.ts"
import { connectTo, listenAt, type ZmtpEndpoint } from "./endpoint.ts"
import { ZmtpPeer, type SocketType } from "./peer.ts"

export const MAX_PEERS = 256
/** Who has not said who it is by then makes room. */
const HANDSHAKE_MS = 10_000
const RECONNECT_MS = 100
const MAX_RECONNECT_MS = 1_000
const KEEP_ALIVE_MS = 30_000

export interface ZmtpSocketOptions {
  readonly socketType: SocketType
  readonly endpoint: ZmtpEndpoint
  readonly listens: boolean
  readonly curve: CurveOptions | null
  readonly maxFrameBytes: number
}

export interface ConnectedPeer {
  /** Text of its address; "" for Unix sockets. */
  readonly address: string
  readonly port: number
  readonly zmtp: ZmtpPeer
  readonly socket: Socket
  /** Messages that found its queue full. */
  dropped: number
}

export interface ZmtpSocketEvents {
  onReady?(peer: ConnectedPeer): void
  onMessage?(frames: readonly Uint8Array[], peer: ConnectedPeer): void
  onUnusable?(reason: "message-too-long" | "message-malformed"): void
  onGone?(peer: ConnectedPeer, why: string | null): void
}

export class ZmtpSocket {
  readonly endpoint: ZmtpEndpoint
  readonly peers = new Set<ConnectedPeer>()
  /** Connections that were refused because there are too many. */
  refused = 0
  /** The last thing that went wrong, null once it is well again. */
  problem: string | null = null
  private readonly options: ZmtpSocketOptions
  private readonly events: ZmtpSocketEvents
  private server: Server | null = null
  private reconnectMs = RECONNECT_MS
  private timer: NodeJS.Timeout | null = null
  private isClosed = false
  private isPaused = false

  constructor(options: ZmtpSocketOptions, events: ZmtpSocketEvents) {
    this.options = options
    this.events = events
    this.endpoint = options.endpoint
  }

  /** Throws SourceError when it cannot listen; a peer that cannot be reached yet is tried again. */
  async open(): Promise<void> {
    if (this.options.listens) return this.listen()
    connectTo(this.endpoint)
    this.connect()
  }

  pause(): void {
    this.isPaused = true
    for (const { socket } of this.peers) socket.pause()
  }

  resume(): void {
    this.isPaused = false
    for (const { socket } of this.peers) socket.resume()
  }

  /**
   * Peers get what was sent and `lingerMs` to read it: our half is closed, and theirs is read until they close it. A socket that is closed while
   * the peer still talks is reset by the kernel, which throws away what it had yet to send.
   */
  async close(lingerMs = 0): Promise<void> {
    this.isClosed = true
    if (this.timer !== null) clearTimeout(this.timer)
    const { server } = this
    this.server = null
    const ended = server === null ? null : new Promise((resolve) => { server.close(resolve) }) // nobody new from here on
    const lingering = lingerMs === 0 ? [] : [...this.peers].filter(({ zmtp }) => zmtp.isReady)
    await within(lingerMs, Promise.all(lingering.map(({ socket }) => new Promise((resolve) => { socket.once("close", resolve).end() }))))
    for (const { socket } of this.peers) socket.destroy()
    await ended
  }

  private async listen(): Promise<void> {
    const at = listenAt(this.endpoint)
    if ("path" in at) removeStaleSocket(at.path)
    const server = createServer((socket) => this.accept(socket))
    server.maxConnections = MAX_PEERS
    server.on("drop", () => { this.refused++ })
    await new Promise<void>((resolve, reject) => {
      server.once("error", (cause: NodeJS.ErrnoException) => reject(listenFailure(this.endpoint, cause)))
      server.listen(at, resolve)
    })
    server.on("error", (error) => { this.problem = `${this.endpoint.text}: ${error.message}` })
    this.server = server
  }

  private accept(socket: Socket): void {
    this.adopt(socket, `A connection from ${socket.remoteAddress ?? "a local process"} to ${this.endpoint.text}`)
  }

  private connect(): void {
    if (this.isClosed) return
    const socket = connect(connectTo(this.endpoint))
    const who = this.endpoint.text
    let wasConnected = false
    socket.once("connect", () => {
      wasConnected = true
      this.adopt(socket, who)
    })
    socket.on("error", (error: NodeJS.ErrnoException) => { if (!wasConnected) this.problem = `${who} can't be reached: ${error.code ?? error.message}` })
    socket.once("close", () => this.reconnect())
  }

  private reconnect(): void {
    if (this.isClosed) return
    this.timer = setTimeout(() => this.connect(), this.reconnectMs)
    this.reconnectMs = Math.min(MAX_RECONNECT_MS, this.reconnectMs * 2)
  }

  private adopt(socket: Socket, who: string): void {
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    socket.setTimeout(HANDSHAKE_MS, () => socket.destroy())
    if (this.isPaused) socket.pause()
    let why: string | null = null
    let wasReady = false
    const { options, events } = this
    const zmtp = new ZmtpPeer(options, {
      send: (bytes) => { if (socket.writable) socket.write(bytes) },
      onReady: () => {
        socket.setTimeout(0)
        wasReady = true
        this.reconnectMs = RECONNECT_MS
        this.problem = null
        events.onReady?.(peer)
      },
      onMessage: (frames) => events.onMessage?.(frames, peer),
      onUnusable: (reason) => events.onUnusable?.(reason),
      onFailed: (reason) => {
        why = reason
        this.problem = `${who}: ${reason}`
        socket.destroy()
      },
    })
    const peer: ConnectedPeer = { address: (socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/, ""), port: socket.remotePort ?? 0, zmtp, socket, dropped: 0 }
    this.peers.add(peer)
    socket.on("data", (chunk: Buffer) => zmtp.receive(chunk))
    socket.on("error", (error: NodeJS.ErrnoException) => { why ??= error.code ?? error.message })
    socket.once("close", () => {
      this.peers.delete(peer)
      if (!wasReady && why === null && !this.isClosed) {
        why = "it hung up before it said who it is; encryption has to be on at both sides or at none"
        this.problem = `${who}: ${why}`
      }
      events.onGone?.(peer, why)
    })
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise((resolve) => { timer = setTimeout(resolve, ms) })])
  clearTimeout(timer)
}

function listenFailure(endpoint: ZmtpEndpoint, cause: NodeJS.ErrnoException): SourceError {
  const fix = cause.code === "EADDRINUSE" ? "Another process listens there: give another port, or end it."
    : cause.code === "EADDRNOTAVAIL" ? "That address is none of this machine: give one of it, or *."
      : cause.code === "EACCES" ? "Ports below 1024 and foreign directories need rights: give another."
        : "Check the address."
  return new SourceError("endpoint-not-opened", `${endpoint.text} can't be listened at: ${cause.code ?? cause.message}.`, fix, { cause })
}
