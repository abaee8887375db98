// The calls of a collector's sockets, Linux: many datagrams per call (recvmmsg, sendmmsg). Elsewhere Node's own sockets serve.
import { loadKoffi, type Address } from "./foreign.ts"

export interface UdpCalls {
  socket(family: number, type: number, protocol: number): number
  bind(fd: number, address: Uint8Array, bytes: number): number
  connect(fd: number, address: Uint8Array, bytes: number): number
  listen(fd: number, backlog: number): number
  close(fd: number): number
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, bytes: number): number
  getsockopt(fd: number, level: number, name: number, value: Uint8Array, bytes: Uint8Array): number
  getsockname(fd: number, address: Uint8Array, bytes: Uint8Array): number
  /** `vector` is an array of struct mmsghdr; how many were received, or -1. Keep everything that its addresses point to. */
  recvmmsg(fd: number, vector: Uint8Array, count: number, flags: number): number
  sendmmsg(fd: number, vector: Uint8Array, count: number, flags: number): number
  /** Resolves with what poll(2) returned for `count` entries; on a thread of its own. */
  poll(pollFds: Uint8Array, count: number, timeoutMs: number): Promise<number>
  errno(): number
  errorText(errno: number): string
  addressOf(memory: Uint8Array): Address
}

/** The layout of struct msghdr that we write is that of 64-bit, little-endian Linux. */
export const hasUdpCalls = process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64" || process.arch === "riscv64" || process.arch === "loong64")

let calls: Promise<UdpCalls> | null = null

/** Rejects where koffi has no binary or the system lacks the calls. */
export function loadUdpCalls(): Promise<UdpCalls> {
  calls ??= bindUdpCalls()
  return calls
}

async function bindUdpCalls(): Promise<UdpCalls> {
  if (!hasUdpCalls) throw new Error(`recvmmsg is not used on ${process.platform} ${process.arch}`)
  const koffi = await loadKoffi()
  const lib = koffi.load(null)
  const poll = lib.func("int poll(void *fds, unsigned long count, int timeout)")
  const strerror = lib.func("const char *strerror(int code)")
  const recvmmsg = lib.func("int recvmmsg(int fd, void *vector, unsigned int count, int flags, void *timeout)")
  return {
    socket: lib.func("int socket(int family, int type, int protocol)"),
    bind: lib.func("int bind(int fd, void *address, unsigned int bytes)"),
    connect: lib.func("int connect(int fd, void *address, unsigned int bytes)"),
    listen: lib.func("int listen(int fd, int backlog)"),
    close: lib.func("int close(int fd)"),
    setsockopt: lib.func("int setsockopt(int fd, int level, int name, void *value, unsigned int bytes)"),
    getsockopt: lib.func("int getsockopt(int fd, int level, int name, void *value, void *bytes)"),
    getsockname: lib.func("int getsockname(int fd, void *address, void *bytes)"),
    recvmmsg: (fd, vector, count, flags) => recvmmsg(fd, vector, count, flags, null),
    sendmmsg: lib.func("int sendmmsg(int fd, void *vector, unsigned int count, int flags)"),
    poll: (pollFds, count, timeoutMs) => new Promise((resolve, reject) => {
      poll.async(pollFds, count, timeoutMs, (error: unknown, result: number) => (error ? reject(error instanceof Error ? error : new Error(String(error))) : resolve(result)))
    }),
    errno: () => koffi.errno(),
    errorText: (code) => String(strerror(code)),
    addressOf: (memory) => koffi.address(memory),
  }
}
