// SMPP 3.4 section 3.2: length, command, status, sequence number; requests have no status.
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { printable } from "../bytes/text.ts"

const HEADER_BYTES = 16
const MAX_BYTES = 64 * 1024
const RESPONSE = 0x80000000
/** Binds, submits, deliveries, unbind, replace, cancel, enquire link, multi, alert, data. */
const commands = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0b, 0x15, 0x21, 0x102, 0x103])

export const smpp = defineDissector({
  protocol: "SMPP",
  transports: ["tcp"],
  hintPorts: [2775],
  firstBytes: [0],
  minBytes: HEADER_BYTES,
  recognise({ stream }) {
    const length = stream.u32(0)
    const command = stream.u32(4)
    if (length < HEADER_BYTES || length > MAX_BYTES || stream.u32(12) === 0) return NO_MATCH
    if (command >= RESPONSE) return commands.has(command - RESPONSE) && stream.u32(8) < 0x500 && length >= stream.length ? MATCH : NO_MATCH
    // One packet of a known command whose length is the segment's.
    return commands.has(command) && stream.u32(8) === 0 && length === stream.length ? MATCH : NO_MATCH
  },
  extract(seen) {
    const command = seen.stream.u32(4)
    // bind_receiver, bind_transmitter, bind_transceiver: system id and password as C strings
    if (command === 1 || command === 2 || command === 9) {
      const end = seen.stream.indexOfByte(0, HEADER_BYTES)
      const systemId = printable(seen.stream, HEADER_BYTES, end - HEADER_BYTES, 64)
      seen.metadata.smpp = { systemId }
      seen.setInfo(systemId)
      seen.risk("clear_text_credentials", `SMPP system id ${systemId}`)
    }
    return DONE
  },
})
