// One interface of a pcapng section: what its packets need (link type, snaplen, the meaning of a timestamp).

export interface PcapngInterface {
  readonly linkType: number
  /** 0 = unlimited. */
  readonly snaplen: number
  /** How a 64 bit count of units becomes microseconds. */
  scale: "identity" | "divide" | "multiply" | "binary"
  /** Units per microsecond (divide), microseconds per unit (multiply), units per second as a power of two (binary). */
  factor: number
  offsetUs: number
}

const TWO_32 = 4_294_967_296

/** if_tsresol (draft-ietf-opsawg-pcapng section 4.2): the top bit chooses 2^-n or 10^-n seconds. */
export function setResolution(target: PcapngInterface, resolution: number): void {
  const exponent = resolution & 0x7f
  if (resolution & 0x80) {
    target.scale = "binary"
    target.factor = 2 ** exponent
  } else if (exponent === 6) {
    target.scale = "identity"
  } else if (exponent > 6) {
    target.scale = "divide"
    target.factor = 10 ** (exponent - 6)
  } else {
    target.scale = "multiply"
    target.factor = 10 ** (6 - exponent)
  }
}

/** Whole microseconds since the epoch. Division is done on the halves: 64 bits do not fit in a double. */
export function toMicroseconds(source: PcapngInterface, high: number, low: number): number {
  const { factor } = source
  switch (source.scale) {
    case "identity":
      return high * TWO_32 + low + source.offsetUs
    case "divide": {
      const highQuotient = Math.floor(high / factor)
      const rest = high - highQuotient * factor
      return highQuotient * TWO_32 + Math.floor((rest * TWO_32 + low) / factor) + source.offsetUs
    }
    case "multiply":
      return (high * TWO_32 + low) * factor + source.offsetUs
    default: {
      const units = high * TWO_32 + low
      const seconds = Math.floor(units / factor)
      return seconds * 1e6 + Math.floor(((units - seconds * factor) / factor) * 1e6) + source.offsetUs
    }
  }
}
