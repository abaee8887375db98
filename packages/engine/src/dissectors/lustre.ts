// Lustre's LNet over TCP (socklnd): the acceptor's request, the hello, or a message with the ids of both nodes, little-endian.
import { hex, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const ACCEPTOR = hex("0071ceac 01000000")
/** Magics of the hello: version 2 and later, and version 1. */
const hellos = [hex("63697245"), hex("ed0dbcee")] as const
const MESSAGE = hex("c1000000")
const NOOP = hex("c0000000")
/** A node id is an address and its network: driver (socklnd is 2) and number. */
const isNodeId = (window: ByteWindow, at: number) => window.u32(at) !== 0 && window.u16le(at + 6) === 2

export const lustre = defineDissector({
  protocol: "Lustre",
  transports: ["tcp"],
  hintPorts: [988],
  firstBytes: [ACCEPTOR[0], hellos[0][0], hellos[1][0], MESSAGE[0], NOOP[0]],
  minBytes: 16,
  recognise({ stream }) {
    if (stream.has(0, ACCEPTOR)) return isNodeId(stream, 8) ? MATCH : NO_MATCH
    if (stream.has(0, hellos[0]) || stream.has(0, hellos[1])) return stream.u32le(4) <= 4 && isNodeId(stream, 8) ? MATCH : NO_MATCH
    if (!stream.has(0, MESSAGE) && !stream.has(0, NOOP)) return NO_MATCH
    return stream.length >= 40 && isNodeId(stream, 24) && isNodeId(stream, 32) ? MATCH : NO_MATCH
  },
})
