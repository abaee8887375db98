// The C functions that we call, loaded when first needed: most runs read files and never come here.
import type { IKoffiLib } from "./koffi-types.ts"

/** Memory of C is addressed by numbers; keep a JS reference to every buffer whose address C holds, or it is collected under its feet. */
export type Address = bigint

export interface Libc {
  socket(family: number, type: number, protocol: number): number
  bind(fd: number, address: Uint8Array, bytes: number): number
  close(fd: number): number
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, bytes: number): number
  getsockopt(fd: number, level: number, name: number, value: Uint8Array, bytes: Uint8Array): number
  ioctl(fd: number, request: number, argument: Uint8Array): number
  ifNameToIndex(name: string): number
  mmap(at: Address, bytes: number, protection: number, flags: number, fd: number, offset: number): Address
  /** Resolves with what poll(2) returned. Runs on a thread of its own, so that the worker can answer questions meanwhile. */
  poll(pollFd: Uint8Array, timeoutMs: number): Promise<number>
  errno(): number
  errorText(errno: number): string
  /** The memory itself, not a copy. */
  view(at: Address, bytes: number): ArrayBuffer
  addressOf(memory: Uint8Array): Address
}

export interface Libpcap {
  openDead(linkType: number, snaplen: number): Address
  create(device: string, errorText: Uint8Array): Address
  setSnaplen(handle: Address, bytes: number): number
  activate(handle: Address): number
  linkType(handle: Address): number
  /** 0 when it compiled; `program` is a struct bpf_program. */
  compile(handle: Address, program: Uint8Array, expression: string): number
  freeProgram(program: Uint8Array): void
  errorText(handle: Address): string
  close(handle: Address): void
  /** A copy of C's memory. */
  read(at: Address, bytes: number): Uint8Array
}

/** For other files here that bind functions of their own. */
export async function loadKoffi(): Promise<IKoffiLib> {
  const module: unknown = await import("koffi")
  const named = module as { default?: IKoffiLib } & IKoffiLib // its own types leave every call `any`; ours name the four that we use
  return named.default ?? named
}

let libc: Promise<Libc> | null = null
let libpcap: Promise<Libpcap> | null = null

/** Rejects where koffi has no binary, or on systems without these functions. */
export function loadLibc(): Promise<Libc> {
  libc ??= bindLibc()
  return libc
}

export function loadLibpcap(): Promise<Libpcap> {
  libpcap ??= bindLibpcap()
  return libpcap
}

async function bindLibc(): Promise<Libc> {
  const koffi = await loadKoffi()
  const lib = koffi.load(null)
  const poll = lib.func("int poll(void *fds, unsigned long count, int timeout)")
  const strerror = lib.func("const char *strerror(int code)")
  const mmap = lib.func("void *mmap(void *at, size_t bytes, int protection, int flags, int fd, int64_t offset)")
  return {
    socket: lib.func("int socket(int family, int type, int protocol)"),
    bind: lib.func("int bind(int fd, void *address, unsigned int bytes)"),
    close: lib.func("int close(int fd)"),
    setsockopt: lib.func("int setsockopt(int fd, int level, int name, void *value, unsigned int bytes)"),
    getsockopt: lib.func("int getsockopt(int fd, int level, int name, void *value, void *bytes)"),
    ioctl: lib.func("int ioctl(int fd, unsigned long request, void *argument)"),
    ifNameToIndex: lib.func("unsigned int if_nametoindex(const char *name)"),
    mmap: (at, bytes, protection, flags, fd, offset) => toAddress(koffi, mmap(at, bytes, protection, flags, fd, offset)),
    poll: (pollFd, timeoutMs) => new Promise((resolve, reject) => {
      poll.async(pollFd, 1, timeoutMs, (error: unknown, result: number) => (error ? reject(error instanceof Error ? error : new Error(String(error))) : resolve(result)))
    }),
    errno: () => koffi.errno(),
    errorText: (code) => String(strerror(code)),
    view: (at, bytes) => koffi.view(at, bytes),
    addressOf: (memory) => koffi.address(memory),
  }
}

const libpcapNames = process.platform === "darwin" ? ["libpcap.A.dylib", "libpcap.dylib"] : ["libpcap.so.0.8", "libpcap.so.1", "libpcap.so"]

async function bindLibpcap(): Promise<Libpcap> {
  const koffi = await loadKoffi()
  const lib = firstThatLoads(koffi, libpcapNames)
  const create = lib.func("void *pcap_create(const char *device, void *error)")
  const openDead = lib.func("void *pcap_open_dead(int linkType, int snaplen)")
  const compile = lib.func("int pcap_compile(void *handle, void *program, const char *text, int optimize, unsigned int netmask)")
  const geterr = lib.func("const char *pcap_geterr(void *handle)")
  const UNKNOWN_NETMASK = 0xffff_ffff
  return {
    openDead: (linkType, snaplen) => toAddress(koffi, openDead(linkType, snaplen)),
    create: (device, errorText) => toAddress(koffi, create(device, errorText)),
    setSnaplen: lib.func("int pcap_set_snaplen(void *handle, int bytes)"),
    activate: lib.func("int pcap_activate(void *handle)"),
    linkType: lib.func("int pcap_datalink(void *handle)"),
    compile: (handle, program, expression) => compile(handle, program, expression, 1, UNKNOWN_NETMASK),
    freeProgram: lib.func("void pcap_freecode(void *program)"),
    errorText: (handle) => String(geterr(handle)),
    close: lib.func("void pcap_close(void *handle)"),
    read: (at, bytes) => new Uint8Array(koffi.view(at, bytes)).slice(),
  }
}

function firstThatLoads(koffi: IKoffiLib, names: readonly string[]): ReturnType<IKoffiLib["load"]> {
  let failure: unknown
  for (const name of names) {
    try {
      return koffi.load(name)
    } catch (error) {
      failure = error
    }
  }
  throw new Error(`libpcap is not installed (looked for ${names.join(", ")})`, { cause: failure })
}

/** koffi gives null for a null pointer, and an external object or a number for others, depending on its version. */
function toAddress(koffi: IKoffiLib, pointer: unknown): Address {
  if (pointer === null || pointer === undefined) return 0n
  return typeof pointer === "bigint" ? pointer : koffi.address(pointer)
}
