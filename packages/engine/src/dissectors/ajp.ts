// Apache JServ Protocol 1.3: to the container 0x1234, from it "AB" | length u16 | message type.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const TO_CONTAINER = 0x1234
const FROM_CONTAINER = 0x4142
const MAX_BYTES = 0xffff
/** Forward request, shutdown, ping, cping. */
const requests: readonly number[] = [2, 7, 8, 10]
/** Body chunk, headers, end of response, get body chunk, cpong. */
const answers: readonly number[] = [3, 4, 5, 6, 9]
const METHODS = 27

export const ajp = defineDissector({
  protocol: "AJP",
  transports: ["tcp"],
  firstBytes: [TO_CONTAINER >> 8, FROM_CONTAINER >> 8],
  minBytes: 5,
  recognise({ stream }) {
    const bytes = stream.u16(2)
    const kind = stream.u8(4)
    const isWhole = bytes + 4 === stream.length
    if (bytes < 1 || bytes > MAX_BYTES) return NO_MATCH
    if (stream.u16(0) === TO_CONTAINER) return requests.includes(kind) && (isWhole || (kind === 2 && stream.u8(5) <= METHODS)) ? MATCH : NO_MATCH
    return stream.u16(0) === FROM_CONTAINER && answers.includes(kind) && (isWhole || stream.u16(bytes + 4) === FROM_CONTAINER || bytes + 4 > stream.length) ? MATCH : NO_MATCH
  },
})
