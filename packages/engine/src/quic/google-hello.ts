// Google's own QUIC crypto (versions Q0nn): the client hello is a table of tags behind the word CHLO.
//    CHLO | tags u16le | 0 u16 | tags x (tag u32, end offset u32le) | values
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"

const CHLO = ascii("CHLO")
const SNI = 0x534e4900
const USER_AGENT = 0x55414944
const MAX_TAGS = 128

export interface GoogleHello { serverName: string | null; userAgent: string | null }

/** Looks for the hello in the first bytes of a packet. */
export function findGoogleHello(bytes: ByteWindow, from: number, to: number): GoogleHello | null {
  const at = bytes.indexOf(CHLO, from, to)
  if (at < 0) return null
  const tags = bytes.u16le(at + 4)
  if (tags === 0 || tags > MAX_TAGS) return null
  const hello: GoogleHello = { serverName: null, userAgent: null }
  const values = at + 8 + tags * 8
  let begin = 0
  for (let i = 0; i < tags; i++) {
    const entry = at + 8 + i * 8
    const end = bytes.u32le(entry + 4)
    if (end < begin || values + end > bytes.length) break
    const tag = bytes.u32(entry)
    if (tag === SNI) hello.serverName = printable(bytes, values + begin, end - begin, 256)
    else if (tag === USER_AGENT) hello.userAgent = printable(bytes, values + begin, end - begin, 256)
    begin = end
  }
  return hello
}
