// NetFlow versions without templates: their records as field lists, so that the same code decodes them.
// Layouts as in Cisco's "NetFlow Export Datagram Format"; fields nobody needs are padding (210).
import { Template } from "./template.ts"

type Field = readonly [element: number, bytes: number]

function layout(id: number, fields: readonly Field[]): Template {
  return new Template(id, Float64Array.from(fields, ([element]) => element), Uint16Array.from(fields, ([, bytes]) => bytes), -1)
}

const PAD = 210
const ends: readonly Field[] = [[8, 4], [12, 4], [15, 4], [10, 2], [14, 2], [2, 4], [1, 4], [22, 4], [21, 4], [7, 2], [11, 2]]
export const version1 = layout(1, [...ends, [PAD, 2], [4, 1], [5, 1], [6, 1], [PAD, 11]])
export const version5 = layout(5, [...ends, [PAD, 1], [6, 1], [4, 1], [5, 1], [16, 2], [17, 2], [9, 1], [13, 1], [PAD, 2]])
export const version7 = layout(7, [...ends, [PAD, 1], [6, 1], [4, 1], [5, 1], [16, 2], [17, 2], [9, 1], [13, 1], [PAD, 2], [PAD, 4]])

/** The kinds of aggregation of version 8: bytes of a record, and the layout of those that name both ends. */
export interface Aggregation {
  readonly name: string
  readonly recordBytes: number
  readonly layout: Template | null
}

const head: readonly Field[] = [[3, 4], [2, 4], [1, 4], [22, 4], [21, 4]] // flows, packets, octets, first, last
const catalyst: readonly Field[] = [[2, 4], [1, 4], [22, 4], [21, 4], [14, 2], [10, 2]]
export const aggregations: Readonly<Record<number, Aggregation>> = {
  1: { name: "AS", recordBytes: 28, layout: null },
  2: { name: "protocol and port", recordBytes: 28, layout: null },
  3: { name: "source prefix", recordBytes: 32, layout: null },
  4: { name: "destination prefix", recordBytes: 32, layout: null },
  5: { name: "prefix", recordBytes: 40, layout: layout(8, [...head, [44, 4], [45, 4], [13, 1], [9, 1], [PAD, 2], [16, 2], [17, 2], [10, 2], [14, 2]]) },
  6: { name: "destination", recordBytes: 32, layout: null },
  7: { name: "source and destination", recordBytes: 40, layout: layout(8, [[12, 4], [8, 4], ...catalyst, [5, 1], [PAD, 11]]) },
  8: { name: "full flow", recordBytes: 44, layout: layout(8, [[12, 4], [8, 4], [11, 2], [7, 2], ...catalyst, [5, 1], [4, 1], [PAD, 10]]) },
  9: { name: "AS and ToS", recordBytes: 32, layout: null },
  10: { name: "protocol, port and ToS", recordBytes: 32, layout: null },
  11: { name: "source prefix and ToS", recordBytes: 32, layout: null },
  12: { name: "destination prefix and ToS", recordBytes: 32, layout: null },
  13: { name: "prefix and ToS", recordBytes: 40, layout: layout(8, [...head, [44, 4], [45, 4], [13, 1], [9, 1], [5, 1], [PAD, 1], [16, 2], [17, 2], [10, 2], [14, 2]]) },
  14: { name: "prefix, port and ToS", recordBytes: 40, layout: layout(8, [...head, [44, 4], [45, 4], [7, 2], [11, 2], [13, 1], [9, 1], [5, 1], [4, 1], [10, 2], [14, 2]]) },
}
