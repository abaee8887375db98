// Filter expressions (-B) are compiled by libpcap, whose language they are; without the library by tcpdump, which prints the program.
import { execFileSync } from "node:child_process"
import { loadLibpcap, type Address, type Libpcap } from "../native/foreign.ts"
import { SourceError } from "../source.ts"
import { printable } from "../tally.ts"
import { decodeProgram, parseProgram, type BpfProgram } from "./bpf-program.ts"

const KEEP_ALL_BYTES = 262_144
const ETHERNET = 1
/** Link types of files that the library knows under another number (LINKTYPE against DLT): ATM, raw IP, SLIP, PPP, classical IP over ATM. */
const libraryNumbers = new Map([[100, 11], [101, 12], [102, 15], [103, 16], [106, 19]])
/** An expression that means something on one of these is valid, e.g. "wlan type mgt" on radio captures only. */
const probedLinkTypes = [ETHERNET, 101, 127, 113]

export interface FilterCompiler {
  /** Throws SourceError that names the expression and the reason. */
  compile(expression: string, linkType: number): BpfProgram
  /** As `compile`, for one interface: knows where the kernel keeps a VLAN tag that it has taken off. Null: filter in user space. */
  compileForInterface(expression: string, interfaceName: string, snaplen: number): BpfProgram | null
}

export async function loadFilterCompiler(): Promise<FilterCompiler> {
  try {
    return libpcapCompiler(await loadLibpcap())
  } catch (noLibrary) {
    return tcpdumpCompiler(noLibrary)
  }
}

/** Null when the expression is valid, else what is wrong with it. */
export async function checkFilter(expression: string): Promise<SourceError | null> {
  if (expression.trim() === "") return null
  try {
    assertValid(await loadFilterCompiler(), expression)
    return null
  } catch (error) {
    if (error instanceof SourceError) return error
    throw error
  }
}

export function assertValid(compiler: FilterCompiler, expression: string): void {
  let onEthernet: unknown
  for (const linkType of probedLinkTypes) {
    try {
      compiler.compile(expression, linkType)
      return
    } catch (error) {
      onEthernet ??= error
    }
  }
  throw onEthernet
}

function libpcapCompiler(pcap: Libpcap): FilterCompiler {
  const program = new Uint8Array(16) // struct bpf_program { unsigned length; struct bpf_insn *instructions }
  const compileWith = (handle: Address, expression: string): BpfProgram => {
    if (pcap.compile(handle, program, expression) !== 0) throw invalidFilter(expression, pcap.errorText(handle))
    const view = new DataView(program.buffer)
    const compiled = decodeProgram(pcap.read(view.getBigUint64(8, true), view.getUint32(0, true) * 8))
    pcap.freeProgram(program)
    return compiled
  }
  return {
    compile(expression, linkType) {
      const handle = pcap.openDead(libraryNumbers.get(linkType) ?? linkType, KEEP_ALL_BYTES)
      try {
        return compileWith(handle, expression)
      } finally {
        pcap.close(handle)
      }
    },
    compileForInterface(expression, interfaceName, snaplen) {
      const handle = pcap.create(interfaceName, new Uint8Array(256))
      if (handle === 0n) return null
      try {
        pcap.setSnaplen(handle, snaplen)
        // In "cooked" mode (PPP and the like) libpcap's offsets are not those of the frames that we see.
        if (pcap.activate(handle) < 0 || ![ETHERNET, 12, 14, 101].includes(pcap.linkType(handle))) return null
        return compileWith(handle, expression)
      } finally {
        pcap.close(handle)
      }
    },
  }
}

const tcpdumpLinkNames = new Map([[1, "EN10MB"], [101, "RAW"], [12, "RAW"], [113, "LINUX_SLL"], [276, "LINUX_SLL2"], [127, "IEEE802_11_RADIO"], [105, "IEEE802_11"], [0, "NULL"], [9, "PPP"]])

function tcpdumpCompiler(noLibrary: unknown): FilterCompiler {
  return {
    compile(expression, linkType) {
      const linkName = tcpdumpLinkNames.get(linkType)
      if (linkName === undefined) throw invalidFilter(expression, `it can't be compiled for link type ${linkType} without libpcap`)
      try {
        return parseProgram(execFileSync("tcpdump", ["-y", linkName, "-ddd", "--", expression], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }))
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") {
          throw new SourceError("filter-unavailable", "Packet filters need libpcap, which is not installed", "Install it: apt install libpcap0.8", { cause: noLibrary })
        }
        const text = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error)
        throw invalidFilter(expression, text.split("\n").findLast((line) => line.startsWith("tcpdump: "))?.slice(9) ?? text)
      }
    },
    compileForInterface: () => null,
  }
}

function invalidFilter(expression: string, reason: string): SourceError {
  return new SourceError("filter-invalid", `The packet filter "${printable(expression)}" is not valid: ${printable(reason)}`, "Write it as for tcpdump, e.g. \"tcp port 443 and not host 192.0.2.1\" (man pcap-filter).")
}
