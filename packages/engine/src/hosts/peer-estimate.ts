// How many different peers a host talked to: HyperLogLog with 64 registers of one byte (Flajolet et al. 2007), linear
// counting below 160. Standard error 13 %; up to some twenty peers it is exact or one off.

export const PEER_REGISTERS = 64
const INDEX_BITS = 6
const ALPHA = 0.709 // the bias constant of 64 registers

export function addPeer(registers: Uint8Array, host: number, peerHash: number): void {
  const register = PEER_REGISTERS * host + (peerHash & (PEER_REGISTERS - 1))
  const rank = Math.clz32(peerHash >>> INDEX_BITS) - INDEX_BITS + 1
  if (rank > registers[register]) registers[register] = rank
}

export function estimatePeers(registers: Uint8Array, host: number): number {
  let empty = 0
  let sum = 0
  for (let i = PEER_REGISTERS * host; i < PEER_REGISTERS * (host + 1); i++) {
    if (registers[i] === 0) empty++
    sum += 2 ** -registers[i]
  }
  const raw = (ALPHA * PEER_REGISTERS * PEER_REGISTERS) / sum
  return Math.round(raw <= 2.5 * PEER_REGISTERS && empty > 0 ? PEER_REGISTERS * Math.log(PEER_REGISTERS / empty) : raw)
}
