// What kind of address this is. Indices into model's `locations`; only local and remote unicast addresses are hosts.
import { isIpv4 } from "./ip-text.ts"
import type { NetworkTable } from "./networks.ts"

export const REMOTE = 0
export const LOCAL = 1
export const MULTICAST = 2
export const BROADCAST = 3
/** Never seen on the wire as somebody: 0.0.0.0 and :: (a client that has no address yet). Counted as local traffic, no host. */
export const UNSPECIFIED = 4

export interface LocatedAddress { location: number; network: number }

/** Fills `into`; `network` is the index of the local network or -1. */
export function locate(networks: NetworkTable, words: Uint32Array, at: number, into: LocatedAddress): void {
  into.network = -1
  if (isMulticastAddress(words, at)) {
    into.location = MULTICAST
    return
  }
  if (isIpv4(words, at)) {
    const address = words[at + 3]
    if (address === 0xffffffff) {
      into.location = BROADCAST
      return
    }
    if (address === 0) {
      into.location = UNSPECIFIED
      return
    }
  } else if (words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0 && words[at + 3] === 0) {
    into.location = UNSPECIFIED
    return
  }
  const network = networks.find(words, at)
  into.network = network
  if (network < 0) into.location = REMOTE
  else into.location = networks.isDirectedBroadcast(words, at, network) ? BROADCAST : LOCAL
}

/** 224.0.0.0/4 (RFC 5771) and ff00::/8 (RFC 4291); link-local groups are among them. */
export function isMulticastAddress(words: Uint32Array, at: number): boolean {
  return isIpv4(words, at) ? words[at + 3] >>> 28 === 0xe : words[at] >>> 24 === 0xff
}
