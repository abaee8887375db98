// Two flows between the same hosts, whatever their ports: keys keep the lower address first, so their sides A and B are the same too.
import { KEY_WORDS } from "../flows/flow-columns.ts"

const PORTS_WORD = 8

export function haveSameHosts(key: Uint32Array, flow: number, other: number): boolean {
  const at = flow * KEY_WORDS
  const otherAt = other * KEY_WORDS
  for (let i = 0; i < KEY_WORDS; i++) if (i !== PORTS_WORD && key[at + i] !== key[otherAt + i]) return false
  return true
}
