// What follows the greeting: who may talk, and how frames look afterwards.
import { readMetadata, encodeMetadata } from "./metadata.ts"
import { command, encodeFrame, FLAG_COMMAND } from "./frame.ts"

export interface Opened { readonly flags: number; readonly body: Uint8Array }

export interface Mechanism {
  /** Frames to send at once after the greeting. */
  start(): Uint8Array | null
  /** A command of the handshake. An answer to send, null for none, or what is wrong in words. */
  handshake(name: string, data: Uint8Array): Uint8Array | null | { readonly failed: string }
  readonly isReady: boolean
  /** The peer's properties, once ready. */
  readonly peer: ReadonlyMap<string, string>
  encode(flags: number, body: Uint8Array): Uint8Array
  /** Null: it was tampered with. */
  decode(flags: number, body: Uint8Array): Opened | null
  /** So much longer than what it carries is a frame on the wire. */
  readonly overheadBytes: number
}

/** NULL: both say READY. */
export class NullMechanism implements Mechanism {
  isReady = false
  peer: ReadonlyMap<string, string> = new Map()
  readonly overheadBytes = 0
  private readonly socketType: string

  constructor(socketType: string) {
    this.socketType = socketType
  }

  start(): Uint8Array {
    return encodeFrame(FLAG_COMMAND, command("READY", encodeMetadata(this.socketType)))
  }

  handshake(name: string, data: Uint8Array): null | { readonly failed: string } {
    if (name !== "READY") return { failed: `it says ${name} where READY was due` }
    const properties = readMetadata(data)
    if (properties === null) return { failed: "its READY is malformed" }
    this.peer = properties
    this.isReady = true
    return null
  }

  encode(flags: number, body: Uint8Array): Uint8Array {
    return encodeFrame(flags, body)
  }

  decode(flags: number, body: Uint8Array): Opened {
    return { flags, body }
  }
}
