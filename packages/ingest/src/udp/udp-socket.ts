// A UDP socket of Linux with a large receive buffer, shared between workers when asked.
import { formatIp, isIpv4, parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { lookup } from "node:dns/promises"
import os from "node:os"
import { AF_INET, AF_INET6, readSocketAddress, socketAddress } from "../native/socket-address.ts"
import type { UdpCalls } from "../native/udp-calls.ts"
import { SourceError } from "../source.ts"
import type { ListenAddress } from "./datagram-batch.ts"
import { listenFailure } from "./listen-failure.ts"

const SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0o4000 | 0o2000000
const SOL_SOCKET = 1
const SO_RCVBUF = 8
const SO_REUSEPORT = 15
const SO_RCVBUFFORCE = 33
const SO_MEMINFO = 55
const SK_MEMINFO_DROPS_WORD = 8
const IPPROTO_IPV6 = 41
const IPV6_V6ONLY = 26
const EAFNOSUPPORT = 97
const EADDRNOTAVAIL = 99

/**
 * What a second of a busy collector takes while all its flows are still new (100,000 sFlow samples a second), with what the kernel counts on
 * top. Only what waits takes memory.
 */
export const WANTED_RECEIVE_BYTES = 64 << 20
/** With less, ordinary bursts are lost. */
export const ENOUGH_RECEIVE_BYTES = 16 << 20

export class UdpSocket {
  readonly fd: number
  readonly host: string
  readonly port: number
  /** What the kernel granted. */
  readonly receiveBytes: number
  #calls: UdpCalls
  #memory = new Uint8Array(new ArrayBuffer(64))
  #memoryBytes = new Uint8Array(new ArrayBuffer(8))
  #lastDrops = 0
  #drops = 0
  #open = true

  private constructor(calls: UdpCalls, fd: number, host: string) {
    this.#calls = calls
    this.fd = fd
    this.host = host
    this.port = boundPort(calls, fd)
    this.receiveBytes = growReceiveBuffer(calls, fd)
  }

  /** Throws SourceError. */
  static async open(calls: UdpCalls, address: ListenAddress, isShared: boolean): Promise<UdpSocket> {
    if (address.host !== "") {
      const { words, scope } = await resolveHost(address.host)
      return UdpSocket.#bind(calls, isIpv4(words, 0) ? AF_INET : AF_INET6, words, scope, address, isShared)
    }
    try {
      return UdpSocket.#bind(calls, AF_INET6, new Uint32Array(4), 0, address, isShared)
    } catch (error) {
      // A kernel without IPv6 (ipv6.disable=1, some containers).
      const { errno } = ((error as Error).cause ?? {}) as { errno?: number }
      if (errno !== EAFNOSUPPORT && errno !== EADDRNOTAVAIL) throw error
      return UdpSocket.#bind(calls, AF_INET, new Uint32Array(4), 0, address, isShared)
    }
  }

  static #bind(calls: UdpCalls, family: number, words: Uint32Array, scope: number, address: ListenAddress, isShared: boolean): UdpSocket {
    const fd = calls.socket(family, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0)
    const refuse = () => {
      const errno = calls.errno()
      const cause = Object.assign(new Error(calls.errorText(errno)), { errno })
      if (fd >= 0) calls.close(fd)
      return listenFailure("UDP", address, errno, cause)
    }
    if (fd < 0) throw refuse()
    // "" serves IPv4 too; a written [::] leaves IPv4 to a socket of its own.
    if (family === AF_INET6 && calls.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, u32(address.host === "" ? 0 : 1), 4) !== 0) throw refuse()
    // Only among workers of ours: otherwise another program could take half of the datagrams unseen.
    if (isShared && calls.setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, u32(1), 4) !== 0) throw refuse()
    const name = socketAddress(family, words, address.port, scope)
    if (calls.bind(fd, name, name.length) !== 0) throw refuse()
    return new UdpSocket(calls, fd, address.host)
  }

  /** Datagrams that the kernel threw away as the receive buffer was full (and the few with wrong checksums). */
  drops(): number {
    if (!this.#open) return this.#drops
    this.#memoryBytes[0] = 36
    if (this.#calls.getsockopt(this.fd, SOL_SOCKET, SO_MEMINFO, this.#memory, this.#memoryBytes) === 0) {
      const now = new DataView(this.#memory.buffer).getUint32(4 * SK_MEMINFO_DROPS_WORD, true)
      this.#drops += (now - this.#lastDrops) >>> 0
      this.#lastDrops = now
    }
    return this.#drops
  }

  close(): void {
    if (!this.#open) return
    this.drops()
    this.#open = false
    this.#calls.close(this.fd)
  }
}

/** Root may go beyond net.core.rmem_max. The kernel doubles what is asked for and answers the double: it counts its own overhead. */
function growReceiveBuffer(calls: UdpCalls, fd: number): number {
  if (calls.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, u32(WANTED_RECEIVE_BYTES), 4) !== 0) calls.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, u32(WANTED_RECEIVE_BYTES), 4)
  const value = new Uint8Array(new ArrayBuffer(8))
  calls.getsockopt(fd, SOL_SOCKET, SO_RCVBUF, value, u32(4))
  return new DataView(value.buffer).getUint32(0, true) / 2
}

function boundPort(calls: UdpCalls, fd: number): number {
  const name = new Uint8Array(new ArrayBuffer(28))
  return calls.getsockname(fd, name, u32(28)) === 0 ? readSocketAddress(name, 0, new Uint32Array(4), 0) : 0
}

export async function resolveHost(host: string): Promise<{ words: Uint32Array; scope: number }> {
  const words = new Uint32Array(4)
  const zone = host.split("%")[1]
  if (parseIp(host, words)) return { words, scope: zone === undefined ? 0 : scopeOf(host, zone) }
  try {
    const { address } = await lookup(host)
    if (parseIp(address, words)) return { words, scope: 0 }
  } catch (cause) {
    throw new SourceError("address-not-local", `${host} is neither an address nor a name that is known here`, "Give an address of this machine, or leave it out to listen on all.", { cause })
  }
  throw new SourceError("address-not-local", `${host} is no address`, "Give an address of this machine, or leave it out to listen on all.")
}

/** `fe80::1%eth0`: the zone is an interface's name or number. */
function scopeOf(host: string, zone: string): number {
  if (/^\d+$/.test(zone)) return Number(zone)
  const scope = os.networkInterfaces()[zone]?.find(({ family }) => family === "IPv6")
  if (scope?.family === "IPv6" && scope.scopeid !== 0) return scope.scopeid
  throw new SourceError("address-not-local", `${host}: no interface ${zone} has a link-local address`, "Give the interface behind % that the address is of.")
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(new ArrayBuffer(8))
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

/** For messages. */
export function describeAddress(words: Uint32Array, port: number): string {
  const text = formatIp(words, 0)
  return text.includes(":") ? `[${text}]:${port}` : `${text}:${port}`
}
