// Which protocol a server endpoint spoke: names a later flow to it that shows nothing (resumed, cut, encrypted). A direct-mapped
// table: a newer endpoint with the same hash takes the place, so it is bounded without upkeep.
import { KEY_WORDS } from "../flows/flow-columns.ts"

const ROWS = 16_384
const REMEMBERED_US = 600e6

export class EndpointMemory {
  /** Four address words, port << 8 | IP protocol, VLAN. */
  private readonly endpoint = new Uint32Array(ROWS * 6)
  private readonly protocol = new Uint16Array(ROWS)
  private readonly learnedUs = new Float64Array(ROWS)
  private readonly probe = new Uint32Array(6)

  learn(key: Uint32Array, flow: number, serverIsB: boolean, protocol: number, nowUs: number): void {
    const row = this.rowOf(key, flow, serverIsB)
    for (let i = 0; i < 6; i++) this.endpoint[row * 6 + i] = this.probe[i]
    this.protocol[row] = protocol
    this.learnedUs[row] = nowUs
  }

  /** 0 = nothing known. */
  recall(key: Uint32Array, flow: number, serverIsB: boolean, nowUs: number): number {
    const row = this.rowOf(key, flow, serverIsB)
    for (let i = 0; i < 6; i++) if (this.endpoint[row * 6 + i] !== this.probe[i]) return 0
    return nowUs - this.learnedUs[row] <= REMEMBERED_US ? this.protocol[row] : 0
  }

  private rowOf(key: Uint32Array, flow: number, serverIsB: boolean): number {
    const at = flow * KEY_WORDS
    const address = serverIsB ? at + 4 : at
    const ports = key[at + 8]
    const { probe } = this
    for (let i = 0; i < 4; i++) probe[i] = key[address + i]
    probe[4] = ((serverIsB ? ports & 0xffff : ports >>> 16) << 8) | (key[at + 9] & 255)
    probe[5] = key[at + 9] >>> 16
    let hash = 0x9e3779b9
    for (let i = 0; i < 6; i++) hash = Math.imul(hash ^ probe[i], 0x85ebca6b) ^ (hash >>> 13)
    return (hash >>> 8) & (ROWS - 1)
  }
}
