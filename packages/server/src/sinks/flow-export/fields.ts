// What our records say, element by element: numbers and names of the IANA registry "IPFIX Information Elements", RFC 5103 for the
// reverse direction, and nProbe's enterprise for what IANA has no number for.
import type { FlowColumnId } from "@netweir/model"
import type { FlowBlock } from "../flow-block.ts"

export const IANA = 0
export const REVERSE = 29305
export const NPROBE = 35632

/** Writes one value; bound to a block, so that columns are looked up once. */
export type Put = (row: number, out: Buffer, at: number) => void

export interface Field {
  readonly name: string
  readonly enterprise: number
  readonly id: number
  /** 0 = variable length (IPFIX only). */
  readonly bytes: number
  /** `turned`: the record is of the server's packets. */
  put?(block: FlowBlock, turned: boolean): Put
  /** Variable length; cut at `limit` bytes of UTF-8. */
  text?(block: FlowBlock): (row: number) => string
  readonly limit?: number
}

export const end = (id: number, column: FlowColumnId, turnedColumn: FlowColumnId, bytes: number, name: string, enterprise = IANA): Field =>
  ({ name, enterprise, id, bytes, put: (block, turned) => putNumber(block.number(turned ? turnedColumn : column), bytes) })
export const same = (id: number, column: FlowColumnId, bytes: number, name: string, enterprise = IANA): Field => end(id, column, column, bytes, name, enterprise)
/** The value of the other direction, with the number of the forward one. */
export const reverse = (field: Field): Field => ({ ...field, enterprise: REVERSE, put: (block, turned) => field.put!(block, !turned) }) // given for numbers only

export function putNumber(read: (row: number) => number, bytes: number): Put {
  switch (bytes) {
    case 1: return (row, out, at) => { out[at] = read(row) }
    case 2: return (row, out, at) => { out.writeUInt16BE(Math.min(read(row), 0xffff), at) }
    case 4: return (row, out, at) => { out.writeUInt32BE(Math.min(read(row), 0xffffffff), at) }
    case 6: return (row, out, at) => { out.writeUIntBE(read(row), at, 6) }
    default: return (row, out, at) => {
      const value = Math.floor(read(row))
      out.writeUInt32BE(Math.floor(value / 2 ** 32), at)
      out.writeUInt32BE(value >>> 0, at + 4)
    }
  }
}

export function address(id: number, version: 4 | 6, column: FlowColumnId, turnedColumn: FlowColumnId, name: string): Field {
  const bytes = version === 4 ? 4 : 16
  return { name, enterprise: IANA, id, bytes, put(block, turned) {
    const all = block.addresses(turned ? turnedColumn : column)
    return (row, out, at) => { out.set(all.subarray(16 * row + 16 - bytes, 16 * row + 16), at) }
  } }
}

export const computed = (id: number, bytes: number, name: string, make: (block: FlowBlock, turned: boolean) => (row: number) => number, enterprise = IANA): Field =>
  ({ name, enterprise, id, bytes, put: (block, turned) => putNumber(make(block, turned), bytes) })

export const text = (id: number, limit: number, name: string, make: (block: FlowBlock) => (row: number) => string, enterprise = IANA): Field =>
  ({ name, enterprise, id, bytes: 0, limit, text: make })
