// Classic BPF (McCanne & Jacobson 1993; RFC-less, Linux: Documentation/networking/filter.rst), run over packets in user space.

/** Instructions as columns: code, jump if true, jump if false, constant. */
export interface BpfProgram {
  readonly length: number
  readonly code: Uint16Array
  readonly jumpTrue: Uint8Array
  readonly jumpFalse: Uint8Array
  readonly constant: Uint32Array
}

const INSTRUCTION_BYTES = 8

/** struct bpf_insn { u16 code; u8 jt; u8 jf; u32 k } in the machine's byte order, which is little endian wherever node runs on Linux and macOS. */
export function decodeProgram(memory: Uint8Array): BpfProgram {
  const length = Math.floor(memory.length / INSTRUCTION_BYTES)
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength)
  const program = emptyProgram(length)
  for (let index = 0; index < length; index++) {
    const at = index * INSTRUCTION_BYTES
    program.code[index] = view.getUint16(at, true)
    program.jumpTrue[index] = view.getUint8(at + 2)
    program.jumpFalse[index] = view.getUint8(at + 3)
    program.constant[index] = view.getUint32(at + 4, true)
  }
  return program
}

/** The form that `tcpdump -ddd` prints: a count, then "code jt jf k" in decimal on each line. */
export function parseProgram(text: string): BpfProgram {
  const lines = text.trim().split("\n").slice(1)
  const program = emptyProgram(lines.length)
  for (const [index, line] of lines.entries()) {
    const [code = 0, jumpTrue = 0, jumpFalse = 0, constant = 0] = line.trim().split(/\s+/).map(Number)
    program.code[index] = code
    program.jumpTrue[index] = jumpTrue
    program.jumpFalse[index] = jumpFalse
    program.constant[index] = constant
  }
  return program
}

export function encodeProgram(program: BpfProgram): Uint8Array {
  const memory = new Uint8Array(program.length * INSTRUCTION_BYTES)
  const view = new DataView(memory.buffer)
  for (let index = 0; index < program.length; index++) {
    const at = index * INSTRUCTION_BYTES
    view.setUint16(at, program.code[index], true)
    view.setUint8(at + 2, program.jumpTrue[index])
    view.setUint8(at + 3, program.jumpFalse[index])
    view.setUint32(at + 4, program.constant[index], true)
  }
  return memory
}

/** Accepts every packet and keeps `snaplen` bytes of it. */
export function acceptAll(snaplen: number): BpfProgram {
  const program = emptyProgram(1)
  program.code[0] = RETURN_CONSTANT
  program.constant[0] = snaplen
  return program
}

function emptyProgram(length: number): BpfProgram {
  return { length, code: new Uint16Array(length), jumpTrue: new Uint8Array(length), jumpFalse: new Uint8Array(length), constant: new Uint32Array(length) }
}

const RETURN_CONSTANT = 0x06
const scratch = new Uint32Array(16)

/**
 * Bytes of the packet to keep, 0 = refuse. A load beyond the captured bytes refuses the packet, as in the kernel.
 * Jumps only go forward, so it ends after at most `length` steps.
 */
export function runBpf(program: BpfProgram, bytes: Uint8Array, start: number, capturedBytes: number, wireBytes: number): number {
  const { length, code, jumpTrue, jumpFalse, constant } = program
  let a = 0
  let x = 0
  let pc = 0
  while (pc < length) {
    const k = constant[pc]
    switch (code[pc]) {
      case 0x20: // ld word, absolute
        if (k + 4 > capturedBytes) return 0
        a = word(bytes, start + k)
        break
      case 0x28: // ld half
        if (k + 2 > capturedBytes) return 0
        a = (bytes[start + k] << 8) | bytes[start + k + 1]
        break
      case 0x30: // ld byte
        if (k >= capturedBytes) return 0
        a = bytes[start + k]
        break
      case 0x40: // ld word, indexed
        if (x + k + 4 > capturedBytes) return 0
        a = word(bytes, start + x + k)
        break
      case 0x48:
        if (x + k + 2 > capturedBytes) return 0
        a = (bytes[start + x + k] << 8) | bytes[start + x + k + 1]
        break
      case 0x50:
        if (x + k >= capturedBytes) return 0
        a = bytes[start + x + k]
        break
      case 0x80: a = wireBytes; break
      case 0x81: x = wireBytes; break
      case 0x00: a = k; break
      case 0x01: x = k; break
      case 0x60: a = scratch[k & 15]; break
      case 0x61: x = scratch[k & 15]; break
      case 0xb1: // ldx 4*([k]&0xf): length of an IPv4 header
        if (k >= capturedBytes) return 0
        x = (bytes[start + k] & 0xf) << 2
        break
      case 0x02: scratch[k & 15] = a; break
      case 0x03: scratch[k & 15] = x; break
      case 0x04: a = (a + k) >>> 0; break
      case 0x0c: a = (a + x) >>> 0; break
      case 0x14: a = (a - k) >>> 0; break
      case 0x1c: a = (a - x) >>> 0; break
      case 0x24: a = Math.imul(a, k) >>> 0; break
      case 0x2c: a = Math.imul(a, x) >>> 0; break
      case 0x34:
        if (k === 0) return 0
        a = Math.floor(a / k)
        break
      case 0x3c:
        if (x === 0) return 0
        a = Math.floor(a / x)
        break
      case 0x94:
        if (k === 0) return 0
        a %= k
        break
      case 0x9c:
        if (x === 0) return 0
        a %= x
        break
      case 0x44: a = (a | k) >>> 0; break
      case 0x4c: a = (a | x) >>> 0; break
      case 0x54: a = (a & k) >>> 0; break
      case 0x5c: a = (a & x) >>> 0; break
      case 0xa4: a = (a ^ k) >>> 0; break
      case 0xac: a = (a ^ x) >>> 0; break
      case 0x64: a = k > 31 ? 0 : (a << k) >>> 0; break
      case 0x6c: a = x > 31 ? 0 : (a << x) >>> 0; break
      case 0x74: a = k > 31 ? 0 : a >>> k; break
      case 0x7c: a = x > 31 ? 0 : a >>> x; break
      case 0x84: a = -a >>> 0; break
      case 0x05: pc += k; break
      case 0x15: pc += a === k ? jumpTrue[pc] : jumpFalse[pc]; break
      case 0x1d: pc += a === x ? jumpTrue[pc] : jumpFalse[pc]; break
      case 0x25: pc += a > k ? jumpTrue[pc] : jumpFalse[pc]; break
      case 0x2d: pc += a > x ? jumpTrue[pc] : jumpFalse[pc]; break
      case 0x35: pc += a >= k ? jumpTrue[pc] : jumpFalse[pc]; break
      case 0x3d: pc += a >= x ? jumpTrue[pc] : jumpFalse[pc]; break
      case 0x45: pc += (a & k) !== 0 ? jumpTrue[pc] : jumpFalse[pc]; break
      case 0x4d: pc += (a & x) !== 0 ? jumpTrue[pc] : jumpFalse[pc]; break
      case RETURN_CONSTANT: return k
      case 0x16: return a
      case 0x07: x = a; break // tax
      case 0x87: a = x; break // txa
      default: return 0 // not an instruction of classic BPF
    }
    pc++
  }
  return 0
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0
}
