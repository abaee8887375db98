// struct sockaddr_in and sockaddr_in6 of Linux, to and from four words (IPv4 mapped) and a port.
import { IPV4_MAPPED, isIpv4 } from "@netweir/engine/addresses/ip-text.ts"

export const AF_INET = 2
export const AF_INET6 = 10
const IN6_BYTES = 28
const IN4_BYTES = 16

/** `family` AF_INET6 with an IPv4 address gives the mapped form, for sockets that serve both. */
export function socketAddress(family: number, words: Uint32Array, port: number, scope = 0): Uint8Array {
  const address = new Uint8Array(new ArrayBuffer(family === AF_INET6 ? IN6_BYTES : IN4_BYTES))
  const view = new DataView(address.buffer)
  view.setUint16(0, family, true)
  view.setUint16(2, port, false)
  if (family === AF_INET) {
    view.setUint32(4, isIpv4(words, 0) ? words[3] : 0, false)
    return address
  }
  for (let i = 0; i < 4; i++) view.setUint32(8 + 4 * i, words[i], false)
  view.setUint32(24, scope, true)
  return address
}

/** Fills four words from the struct at `at`; answers the port. */
export function readSocketAddress(struct: Uint8Array, at: number, words: Uint32Array, wordsAt: number): number {
  if (struct[at] === AF_INET) {
    words[wordsAt] = 0
    words[wordsAt + 1] = 0
    words[wordsAt + 2] = IPV4_MAPPED
    words[wordsAt + 3] = u32(struct, at + 4)
  } else {
    for (let i = 0; i < 4; i++) words[wordsAt + i] = u32(struct, at + 8 + 4 * i)
  }
  return (struct[at + 2] << 8) | struct[at + 3]
}

function u32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0
}
