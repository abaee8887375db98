// Riot Games: pings of 36 bytes with a closing pattern; the opening of a match (League of Legends, Valorant ports) of 53 bytes: ids, a 1, 27 zeros, a code.
import { MATCH, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const PING_BYTES = 36
const PATTERN_AT = 28
const OPENING_BYTES = 53
const ZEROS_AT = 9
const ZEROS_END = 36

/** support-leagueoflegends.riotgames.com, "Configuring router and modem ports". */
function isGamePort(port: number): boolean {
  return (port >= 5000 && port <= 5500) || (port >= 7000 && port <= 8181)
}

function isOpening({ payload, serverPort }: Inspection): boolean {
  if (payload.length !== OPENING_BYTES || payload.u8(8) !== 1 || payload.u32(0) === 0 || payload.u32(4) === 0 || !isGamePort(serverPort)) return false
  for (let at = ZEROS_AT; at < ZEROS_END; at++) if (payload.u8(at) !== 0) return false
  for (let at = ZEROS_END; at < OPENING_BYTES - 4; at += 4) if (payload.u32(at) === 0) return false
  return true
}

export const riotGames = defineDissector({
  protocol: "RiotGames",
  transports: ["udp"],
  minBytes: PING_BYTES,
  recognise(seen) {
    const { payload } = seen
    if (payload.length === PING_BYTES) return payload.u32(PATTERN_AT) === 0xaaaaaaaa && payload.u32(PATTERN_AT + 4) === 0xbbbbbbbb ? MATCH : NO_MATCH
    return isOpening(seen) ? MATCH : NO_MATCH
  },
})
