// ZMTP greeting, ZeroMQ RFC 23:  FF 8*00 7F | major minor | mechanism, 20 bytes | as-server | 31*00
export const GREETING_BYTES = 64

export type MechanismName = "NULL" | "CURVE"

/** We are a 3.0 peer: subscriptions travel as messages, which every libzmq since 4.0 understands. */
export function greeting(mechanism: MechanismName, asServer: boolean): Uint8Array {
  const bytes = new Uint8Array(GREETING_BYTES)
  bytes[0] = 0xff
  bytes[9] = 0x7f
  bytes[10] = 3
  bytes.set(Buffer.from(mechanism, "latin1"), 12)
  bytes[32] = asServer ? 1 : 0
  return bytes
}

export interface Greeting { readonly mechanism: string }

/** Text: what is wrong with it, in words for people. Its as-server byte tells nothing: libzmq leaves it 0 on servers. */
export function readGreeting(bytes: Uint8Array): Greeting | string {
  if (bytes[0] !== 0xff || (bytes[9] & 1) === 0) return "it does not speak ZeroMQ's protocol"
  if (bytes[10] < 3) return `it speaks version ${bytes[10]} of ZeroMQ's protocol, and 3 is needed (libzmq 4)`
  const mechanism = Buffer.from(bytes.subarray(12, 32)).toString("latin1").replace(/\0.*$/s, "")
  if (!/^[A-Z0-9_-]{1,20}$/.test(mechanism)) return "it does not speak ZeroMQ's protocol"
  return { mechanism }
}
