// One connection of a ZeroMQ socket: greeting, mechanism, then messages of frames. Knows no sockets: bytes in, bytes out.
import { CurveClient, CurveServer, type CurveOptions } from "./curve.ts"
import { command, FLAG_COMMAND, FLAG_MORE, FrameReader, splitCommand } from "./frame.ts"
import { greeting, GREETING_BYTES, readGreeting } from "./greeting.ts"
import { NullMechanism, type Mechanism } from "./mechanism.ts"

export type SocketType = "PUB" | "SUB"

/** A subscription, or a message's topic frame as far as it is looked at. */
export const MAX_TOPIC_BYTES = 255
export const MAX_SUBSCRIPTIONS = 1024
/** Header, payload, and a few that nobody needs. */
const MAX_FRAMES = 8

export interface PeerOptions {
  readonly socketType: SocketType
  readonly curve: CurveOptions | null
  readonly maxFrameBytes: number
}

export interface PeerEvents {
  send(bytes: Uint8Array): void
  onReady(): void
  onMessage(frames: readonly Uint8Array[]): void
  /** A frame too long, or more frames than any message has: the message is lost, the connection goes on. */
  onUnusable(reason: "message-too-long" | "message-malformed"): void
  /** Nothing more comes of it. In words for people. */
  onFailed(why: string): void
}

export class ZmtpPeer {
  private readonly options: PeerOptions
  private readonly events: PeerEvents
  private readonly mechanism: Mechanism
  private readonly reader: FrameReader
  private head: Buffer | null = Buffer.alloc(0)
  private frames: Uint8Array[] = []
  private isUnusable = false
  private hasFailed = false
  /** What the peer wants of our messages (of a PUB). */
  readonly subscriptions = new Map<string, { readonly bytes: Buffer; count: number }>()

  constructor(options: PeerOptions, events: PeerEvents) {
    this.options = options
    this.events = events
    const { curve, socketType } = options
    this.mechanism = curve === null ? new NullMechanism(socketType) : curve.role === "server" ? new CurveServer(socketType, curve.keys) : new CurveClient(socketType, curve.keys, curve.serverKey)
    this.reader = new FrameReader(options.maxFrameBytes + this.mechanism.overheadBytes, (flags, body) => this.frame(flags, body), (flags) => this.tooLong(flags))
    events.send(greeting(curve === null ? "NULL" : "CURVE", curve?.role === "server"))
  }

  get isReady(): boolean {
    return this.mechanism.isReady && !this.hasFailed
  }

  receive(chunk: Buffer): void {
    if (this.hasFailed) return
    let rest = chunk
    if (this.head !== null) {
      this.head = Buffer.concat([this.head, chunk])
      if (this.head.length < GREETING_BYTES) {
        // A web browser or a port scanner is told from the first byte on.
        if (this.head.length > 0 && this.head[0] !== 0xff) this.fail("it does not speak ZeroMQ's protocol")
        return
      }
      rest = this.head.subarray(GREETING_BYTES)
      const wrong = this.greet(this.head)
      this.head = null
      if (wrong !== null) return this.fail(wrong)
    }
    if (rest.length > 0 && !this.reader.push(rest)) this.fail("it sends frames that are too long before it said who it is")
  }

  subscribe(topic: string): void {
    this.send([Buffer.concat([Uint8Array.of(1), Buffer.from(topic)])])
  }

  send(frames: readonly Uint8Array[]): void {
    for (let i = 0; i < frames.length; i++) this.events.send(this.mechanism.encode(i < frames.length - 1 ? FLAG_MORE : 0, frames[i]))
  }

  wants(topic: Uint8Array): boolean {
    for (const { bytes } of this.subscriptions.values()) {
      if (bytes.length <= topic.length && bytes.equals(topic.subarray(0, bytes.length))) return true
    }
    return false
  }

  private greet(head: Buffer): string | null {
    const theirs = readGreeting(head)
    if (typeof theirs === "string") return theirs
    const { curve } = this.options
    const ours = curve === null ? "NULL" : "CURVE"
    if (theirs.mechanism !== ours) return ours === "CURVE" ? `it does not encrypt (${theirs.mechanism}), and encryption is on here` : `it wants ${theirs.mechanism}, and encryption is off here`
    const first = this.mechanism.start()
    if (first !== null) this.events.send(first)
    return null
  }

  private frame(flags: number, body: Uint8Array): void {
    if (this.hasFailed) return
    if (!this.mechanism.isReady) return this.handshake(flags, body)
    const opened = this.mechanism.decode(flags, body)
    if (opened === null) return this.fail("a message of it was tampered with")
    if ((opened.flags & FLAG_COMMAND) !== 0) return this.command(opened.body)
    if (this.options.socketType === "PUB") return this.subscription(opened.body)
    if (this.frames.length >= MAX_FRAMES) this.isUnusable = true
    else this.frames.push(opened.body)
    if ((opened.flags & FLAG_MORE) === 0) this.endMessage()
  }

  private endMessage(): void {
    const { frames, isUnusable } = this
    this.frames = []
    this.isUnusable = false
    if (isUnusable) this.events.onUnusable("message-malformed")
    else this.events.onMessage(frames)
  }

  private handshake(flags: number, body: Uint8Array): void {
    const said = (flags & FLAG_COMMAND) === 0 ? null : splitCommand(body)
    if (said === null) return this.fail("it sends messages before it said who it is")
    const answer = this.mechanism.handshake(said.name, said.data)
    if (answer !== null && "failed" in answer) return this.fail(answer.failed)
    if (answer !== null) this.events.send(answer)
    if (!this.mechanism.isReady) return
    const theirs = this.mechanism.peer.get("socket-type") ?? ""
    const wanted = this.options.socketType === "SUB" ? ["PUB", "XPUB"] : ["SUB", "XSUB"]
    if (!wanted.includes(theirs)) return this.fail(`it is a ${theirs.slice(0, 12) || "nameless"} socket, and ${wanted[0]} is needed`)
    this.events.onReady()
  }

  /** Heartbeats, and subscriptions of 3.1 peers. */
  private command(body: Uint8Array): void {
    const said = splitCommand(body)
    if (said === null) return
    if (said.name === "PING") this.events.send(this.mechanism.encode(FLAG_COMMAND, command("PONG", said.data.subarray(2, 18))))
    else if (said.name === "SUBSCRIBE") this.follow(said.data, 1)
    else if (said.name === "CANCEL") this.follow(said.data, -1)
  }

  private subscription(body: Uint8Array): void {
    if (body.length > 0 && body[0] <= 1) this.follow(body.subarray(1), body[0] === 1 ? 1 : -1)
  }

  private follow(topic: Uint8Array, step: 1 | -1): void {
    if (this.options.socketType !== "PUB" || topic.length > MAX_TOPIC_BYTES) return
    const bytes = Buffer.from(topic)
    const key = bytes.toString("latin1")
    const known = this.subscriptions.get(key)
    if (known !== undefined) {
      known.count += step
      if (known.count <= 0) this.subscriptions.delete(key)
    } else if (step === 1 && this.subscriptions.size < MAX_SUBSCRIPTIONS) this.subscriptions.set(key, { bytes, count: 1 })
  }

  private tooLong(flags: number): boolean {
    if (!this.mechanism.isReady) return false
    // Under CURVE the flags are inside: a message that lost a frame ends with the next one that says so.
    if ((flags & FLAG_COMMAND) !== 0) return true
    if ((flags & FLAG_MORE) === 0) {
      this.frames = []
      this.isUnusable = false
      this.events.onUnusable("message-too-long")
    } else this.isUnusable = true
    return true
  }

  private fail(why: string): void {
    if (this.hasFailed) return
    this.hasFailed = true
    this.frames = []
    this.events.onFailed(why)
  }
}

