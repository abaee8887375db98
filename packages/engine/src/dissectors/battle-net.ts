// Battle.net's chat protocol (BNCS, bnetdocs.org), which StarCraft and Warcraft III speak before a game: 0x01 chooses it, then messages of 0xff,
// id, length. The first (SID_AUTH_INFO, 0x50) names platform and product, letters backwards.
import { ascii, hex, type ByteWindow } from "../bytes/byte-window.ts"

const CHOICE = 1
const AUTH_INFO = hex("ff50")
const platforms = ["68XI", "CAMP", "XCAM", "CPMX"].map(ascii)

/** Position of the product code in the opening of a client, or -1. */
export function productAt(stream: ByteWindow): number {
  const from = stream.u8(0) === CHOICE ? 1 : 0
  if (!stream.has(from, AUTH_INFO)) return -1
  for (const platform of platforms) if (stream.has(from + 8, platform)) return from + 12
  return -1
}
