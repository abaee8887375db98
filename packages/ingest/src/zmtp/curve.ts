// CURVE, ZeroMQ RFC 26 (CurveZMQ): both sides prove keys and agree on one for the connection. Names as there: C, c' are the
// client's long-term public and transient secret key; S, s' the server's.
import { randomBytes } from "node:crypto"
import { KEY_BYTES, makeKeyPair, open, seal, sharedKey, type KeyPair } from "./crypto-box.ts"
import { command, encodeFrame, FLAG_COMMAND, FLAG_MORE } from "./frame.ts"
import { encodeMetadata, readMetadata } from "./metadata.ts"
import type { Mechanism, Opened } from "./mechanism.ts"

export type CurveOptions =
  | { readonly role: "server"; readonly keys: KeyPair }
  | { readonly role: "client"; readonly keys: KeyPair; readonly serverKey: Uint8Array }

const HELLO_BYTES = 194
const WELCOME_BYTES = 160
const COOKIE_BYTES = 96
const VOUCH_BYTES = 96
/** Cookie, nonce, box of C, vouch and at least no metadata. */
const INITIATE_BYTES = COOKIE_BYTES + 8 + 16 + KEY_BYTES + VOUCH_BYTES
const MESSAGE_NAME = Buffer.from("\x07MESSAGE", "latin1")
const MESSAGE_OVERHEAD_BYTES = 8 + 8 + 16 + 1
const IN_MORE = 1
const IN_COMMAND = 2

type Answer = Uint8Array | null | { readonly failed: string }

abstract class Curve implements Mechanism {
  isReady = false
  peer: ReadonlyMap<string, string> = new Map()
  readonly overheadBytes = MESSAGE_OVERHEAD_BYTES
  protected readonly socketType: string
  protected readonly transient = makeKeyPair()
  /** Of both transient keys. */
  protected sessionKey: Uint8Array = new Uint8Array(KEY_BYTES)
  private sent = 0n
  private received = 0n
  protected abstract readonly ownPrefix: string
  protected abstract readonly peerPrefix: string

  constructor(socketType: string) {
    this.socketType = socketType
  }

  abstract start(): Uint8Array | null
  abstract handshake(name: string, data: Uint8Array): Answer

  encode(flags: number, body: Uint8Array): Uint8Array {
    const plain = new Uint8Array(1 + body.length)
    plain[0] = ((flags & FLAG_MORE) !== 0 ? IN_MORE : 0) | ((flags & FLAG_COMMAND) !== 0 ? IN_COMMAND : 0)
    plain.set(body, 1)
    const nonce = this.nextNonce()
    return encodeFrame(0, Buffer.concat([MESSAGE_NAME, nonce, seal(this.sessionKey, nonceOf(this.ownPrefix, nonce), plain)]))
  }

  decode(_flags: number, body: Uint8Array): Opened | null {
    if (body.length < MESSAGE_OVERHEAD_BYTES || Buffer.compare(body.subarray(0, 8), MESSAGE_NAME) !== 0) return null
    const nonce = body.subarray(8, 16)
    const counter = Buffer.from(nonce).readBigUInt64BE()
    // They only ever rise, or somebody plays a recording back.
    if (counter <= this.received) return null
    const plain = open(this.sessionKey, nonceOf(this.peerPrefix, nonce), body.subarray(16))
    if (plain === null || plain.length === 0) return null
    this.received = counter
    return { flags: ((plain[0] & IN_MORE) !== 0 ? FLAG_MORE : 0) | ((plain[0] & IN_COMMAND) !== 0 ? FLAG_COMMAND : 0), body: plain.subarray(1) }
  }

  protected nextNonce(): Uint8Array {
    const nonce = Buffer.alloc(8)
    nonce.writeBigUInt64BE(++this.sent)
    return nonce
  }

  /** The peer's handshake boxes count as well. */
  protected remember(nonce: Uint8Array): void {
    this.received = Buffer.from(nonce).readBigUInt64BE()
  }

  protected ready(metadata: Uint8Array): boolean {
    const properties = readMetadata(metadata)
    if (properties === null) return false
    this.peer = properties
    this.isReady = true
    return true
  }
}

export class CurveClient extends Curve {
  protected readonly ownPrefix = "CurveZMQMESSAGEC"
  protected readonly peerPrefix = "CurveZMQMESSAGES"
  private readonly keys: KeyPair
  private readonly serverKey: Uint8Array

  constructor(socketType: string, keys: KeyPair, serverKey: Uint8Array) {
    super(socketType)
    this.keys = keys
    this.serverKey = serverKey
  }

  start(): Uint8Array | null {
    const key = sharedKey(this.transient.secretKey, this.serverKey)
    if (key === null) return null
    const nonce = this.nextNonce()
    const signature = seal(key, nonceOf("CurveZMQHELLO---", nonce), new Uint8Array(64))
    return encodeFrame(FLAG_COMMAND, command("HELLO", Uint8Array.of(1, 0), new Uint8Array(72), this.transient.publicKey, nonce, signature))
  }

  handshake(name: string, data: Uint8Array): Answer {
    if (name === "WELCOME") return this.welcome(data)
    if (name === "READY") return this.readyCommand(data)
    if (name === "ERROR") return { failed: `it refuses: ${Buffer.from(data.subarray(1, 200)).toString("latin1")}` }
    return { failed: `it says ${name.slice(0, 20)} in the middle of the key exchange` }
  }

  private welcome(data: Uint8Array): Answer {
    const wrongKey = { failed: "the public key given for it is not its key" }
    const key = sharedKey(this.transient.secretKey, this.serverKey)
    if (data.length !== WELCOME_BYTES || key === null) return wrongKey
    const box = open(key, nonceOf("WELCOME-", data.subarray(0, 16)), data.subarray(16))
    if (box === null) return wrongKey
    const serverTransient = box.subarray(0, KEY_BYTES)
    const cookie = box.subarray(KEY_BYTES)
    const session = sharedKey(this.transient.secretKey, serverTransient)
    const vouchKey = sharedKey(this.keys.secretKey, serverTransient)
    if (session === null || vouchKey === null) return wrongKey
    this.sessionKey = session
    const vouchNonce = randomBytes(16)
    const vouch = seal(vouchKey, nonceOf("VOUCH---", vouchNonce), Buffer.concat([this.transient.publicKey, this.serverKey]))
    const nonce = this.nextNonce()
    const plain = Buffer.concat([this.keys.publicKey, vouchNonce, vouch, encodeMetadata(this.socketType)])
    return encodeFrame(FLAG_COMMAND, command("INITIATE", cookie, nonce, seal(session, nonceOf("CurveZMQINITIATE", nonce), plain)))
  }

  private readyCommand(data: Uint8Array): Answer {
    const nonce = data.subarray(0, 8)
    const metadata = data.length < 24 ? null : open(this.sessionKey, nonceOf("CurveZMQREADY---", nonce), data.subarray(8))
    if (metadata === null || !this.ready(metadata)) return { failed: "its READY is not sealed with the agreed key" }
    this.remember(nonce)
    return null
  }
}

/** Whoever knows our public key may talk: as the collectors of the field, we keep no list of clients. */
export class CurveServer extends Curve {
  protected readonly ownPrefix = "CurveZMQMESSAGES"
  protected readonly peerPrefix = "CurveZMQMESSAGEC"
  private readonly keys: KeyPair
  private clientTransient = new Uint8Array(0)
  private cookie = new Uint8Array(0)

  constructor(socketType: string, keys: KeyPair) {
    super(socketType)
    this.keys = keys
  }

  start(): null {
    return null
  }

  handshake(name: string, data: Uint8Array): Answer {
    if (name === "HELLO") return this.hello(data)
    if (name === "INITIATE") return this.initiate(data)
    return { failed: `it says ${name.slice(0, 20)} in the middle of the key exchange` }
  }

  private hello(data: Uint8Array): Answer {
    const wrongKey = { failed: "it encrypts for another public key than ours" }
    if (data.length !== HELLO_BYTES || data[0] !== 1 || this.clientTransient.length > 0) return { failed: "its HELLO is malformed" }
    const clientTransient = Uint8Array.from(data.subarray(74, 106))
    const nonce = data.subarray(106, 114)
    const key = sharedKey(this.keys.secretKey, clientTransient)
    if (key === null || open(key, nonceOf("CurveZMQHELLO---", nonce), data.subarray(114)) === null) return wrongKey
    const session = sharedKey(this.transient.secretKey, clientTransient)
    if (session === null) return wrongKey
    this.sessionKey = session
    this.clientTransient = clientTransient
    // A server without state per client would keep its state in the cookie; ours has the connection, and only compares.
    this.cookie = Uint8Array.from(randomBytes(COOKIE_BYTES))
    const welcomeNonce = randomBytes(16)
    const box = seal(key, nonceOf("WELCOME-", welcomeNonce), Buffer.concat([this.transient.publicKey, this.cookie]))
    return encodeFrame(FLAG_COMMAND, command("WELCOME", welcomeNonce, box))
  }

  private initiate(data: Uint8Array): Answer {
    const refused = { failed: "its INITIATE is not sealed with the agreed keys" }
    if (this.cookie.length === 0 || data.length < INITIATE_BYTES || Buffer.compare(data.subarray(0, COOKIE_BYTES), this.cookie) !== 0) return refused
    const nonce = data.subarray(COOKIE_BYTES, COOKIE_BYTES + 8)
    const plain = open(this.sessionKey, nonceOf("CurveZMQINITIATE", nonce), data.subarray(COOKIE_BYTES + 8))
    if (plain === null) return refused
    const vouchKey = sharedKey(this.transient.secretKey, plain.subarray(0, KEY_BYTES))
    const vouchAt = KEY_BYTES
    const vouch = vouchKey === null ? null : open(vouchKey, nonceOf("VOUCH---", plain.subarray(vouchAt, vouchAt + 16)), plain.subarray(vouchAt + 16, vouchAt + VOUCH_BYTES))
    if (vouch === null || Buffer.compare(vouch, Buffer.concat([this.clientTransient, this.keys.publicKey])) !== 0) return refused
    if (!this.ready(plain.subarray(KEY_BYTES + VOUCH_BYTES))) return refused
    this.remember(nonce)
    const readyNonce = this.nextNonce()
    const box = seal(this.sessionKey, nonceOf("CurveZMQREADY---", readyNonce), encodeMetadata(this.socketType))
    return encodeFrame(FLAG_COMMAND, command("READY", readyNonce, box))
  }
}

/** 24 bytes: a name of 16 and a counter of 8, or a name of 8 and 16 random ones. */
function nonceOf(prefix: string, nonce: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(prefix, "latin1"), nonce])
}
