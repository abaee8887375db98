// The columns of a history batch that stand in the flow table as they are stored: copied in one straight pass, which costs a third of
// asking each column's reader (flow-readers.ts, where they mean the same; flow-copies.test.ts holds them together).
import { FLOW_ENCRYPTED, FLOW_SLICED, FLOW_SWAPPED } from "../flows/flags.ts"
import { KEY_WORDS, type FlowColumns } from "../flows/flow-columns.ts"
import { AddressColumn } from "./address-column.ts"
import type { Slices } from "./slices.ts"

export class FlowCopies {
  readonly columns
  readonly addresses: { readonly client: AddressColumn; readonly server: AddressColumn }
  private readonly flows: FlowColumns
  private readonly counting: readonly { readonly values: Float64Array | Uint32Array | Uint16Array; readonly before: (row: number) => number }[]

  constructor(flows: FlowColumns, slices: Slices, rows: number) {
    this.flows = flows
    const small = () => new Uint8Array(rows)
    const short = () => new Uint16Array(rows)
    const word = () => new Uint32Array(rows)
    const wide = () => new Float64Array(rows)
    this.columns = {
      lastSeenMs: wide(), ipVersion: small(), ipProtocol: small(), clientPort: short(), serverPort: short(), vlan: short(), tunnel: small(),
      clientMac: wide(), serverMac: wide(), bytesToServer: wide(), bytesToClient: wide(), packetsToServer: wide(), packetsToClient: wide(),
      payloadToServer: wide(), payloadToClient: wide(), masterProtocolId: short(), appProtocolId: short(), confidence: small(), encrypted: small(),
      tcpState: small(), tcpFlagsToServer: small(), tcpFlagsToClient: small(), clientRttUs: word(), serverRttUs: word(), appLatencyUs: word(),
      retransmissionsToServer: word(), retransmissionsToClient: word(), outOfOrderToServer: word(), outOfOrderToClient: word(),
      lostToServer: word(), lostToClient: word(), zeroWindowToServer: short(), zeroWindowToClient: short(), ttlToServer: small(), ttlToClient: small(),
      dscpToServer: small(), dscpToClient: small(), interArrivalAvgUs: word(), score: short(),
    }
    this.addresses = { client: new AddressColumn(rows), server: new AddressColumn(rows) }
    this.counting = Object.entries(this.columns).flatMap(([id, values]) => {
      const before = slices.readerOf(id)
      return before === undefined || values instanceof Uint8Array ? [] : [{ values, before }]
    })
  }

  copy(at: number, row: number): void {
    const { flows, columns } = this
    const flags = flows.flags[row]
    const isSwapped = (flags & FLOW_SWAPPED) !== 0
    const key = row * KEY_WORDS
    const ports = flows.key[key + 8]
    const meta = flows.key[key + 9]
    const durationUs = flows.lastSeenUs[row] - flows.firstSeenUs[row]
    const packets = flows.packetsAB[row] + flows.packetsBA[row]
    columns.lastSeenMs[at] = flows.lastSeenUs[row] / 1000
    columns.ipVersion[at] = flows.ipVersion[row]
    columns.ipProtocol[at] = meta & 0xff
    columns.vlan[at] = meta >>> 16
    columns.tunnel[at] = flows.tunnel[row]
    columns.masterProtocolId[at] = flows.masterProtocol[row]
    columns.appProtocolId[at] = flows.appProtocol[row]
    columns.confidence[at] = flows.confidence[row]
    columns.encrypted[at] = (flags & FLOW_ENCRYPTED) !== 0 ? 1 : 0
    columns.tcpState[at] = flows.tcpState[row]
    columns.clientRttUs[at] = flows.clientRttUs[row]
    columns.serverRttUs[at] = flows.serverRttUs[row]
    columns.appLatencyUs[at] = flows.appLatencyUs[row]
    columns.interArrivalAvgUs[at] = packets > 1 ? Math.round(durationUs / (packets - 1)) : 0
    columns.score[at] = flows.score[row]
    const macA = mac(flows.macAHigh[row], flows.macALow[row])
    const macB = mac(flows.macBHigh[row], flows.macBLow[row])
    this.addresses.client.put(at, flows.key, isSwapped ? key + 4 : key)
    this.addresses.server.put(at, flows.key, isSwapped ? key : key + 4)
    columns.clientPort[at] = isSwapped ? ports & 0xffff : ports >>> 16
    columns.serverPort[at] = isSwapped ? ports >>> 16 : ports & 0xffff
    columns.clientMac[at] = isSwapped ? macB : macA
    columns.serverMac[at] = isSwapped ? macA : macB
    if (isSwapped) this.copyFromB(at, row)
    else this.copyFromA(at, row)
    if ((flags & FLOW_SLICED) !== 0) for (const { values, before } of this.counting) values[at] = Math.max(0, values[at] - before(row))
  }

  private copyFromA(at: number, row: number): void {
    const { flows, columns } = this
    columns.bytesToServer[at] = flows.bytesAB[row]
    columns.bytesToClient[at] = flows.bytesBA[row]
    columns.packetsToServer[at] = flows.packetsAB[row]
    columns.packetsToClient[at] = flows.packetsBA[row]
    columns.payloadToServer[at] = flows.payloadAB[row]
    columns.payloadToClient[at] = flows.payloadBA[row]
    columns.tcpFlagsToServer[at] = flows.tcpFlagsAB[row]
    columns.tcpFlagsToClient[at] = flows.tcpFlagsBA[row]
    columns.retransmissionsToServer[at] = flows.retransmissionsAB[row]
    columns.retransmissionsToClient[at] = flows.retransmissionsBA[row]
    columns.outOfOrderToServer[at] = flows.outOfOrderAB[row]
    columns.outOfOrderToClient[at] = flows.outOfOrderBA[row]
    columns.lostToServer[at] = flows.lostAB[row]
    columns.lostToClient[at] = flows.lostBA[row]
    columns.zeroWindowToServer[at] = flows.zeroWindowAB[row]
    columns.zeroWindowToClient[at] = flows.zeroWindowBA[row]
    columns.ttlToServer[at] = flows.ttlAB[row]
    columns.ttlToClient[at] = flows.ttlBA[row]
    columns.dscpToServer[at] = flows.dscpAB[row]
    columns.dscpToClient[at] = flows.dscpBA[row]
  }

  /** B is the client. */
  private copyFromB(at: number, row: number): void {
    const { flows, columns } = this
    columns.bytesToServer[at] = flows.bytesBA[row]
    columns.bytesToClient[at] = flows.bytesAB[row]
    columns.packetsToServer[at] = flows.packetsBA[row]
    columns.packetsToClient[at] = flows.packetsAB[row]
    columns.payloadToServer[at] = flows.payloadBA[row]
    columns.payloadToClient[at] = flows.payloadAB[row]
    columns.tcpFlagsToServer[at] = flows.tcpFlagsBA[row]
    columns.tcpFlagsToClient[at] = flows.tcpFlagsAB[row]
    columns.retransmissionsToServer[at] = flows.retransmissionsBA[row]
    columns.retransmissionsToClient[at] = flows.retransmissionsAB[row]
    columns.outOfOrderToServer[at] = flows.outOfOrderBA[row]
    columns.outOfOrderToClient[at] = flows.outOfOrderAB[row]
    columns.lostToServer[at] = flows.lostBA[row]
    columns.lostToClient[at] = flows.lostAB[row]
    columns.zeroWindowToServer[at] = flows.zeroWindowBA[row]
    columns.zeroWindowToClient[at] = flows.zeroWindowAB[row]
    columns.ttlToServer[at] = flows.ttlBA[row]
    columns.ttlToClient[at] = flows.ttlAB[row]
    columns.dscpToServer[at] = flows.dscpBA[row]
    columns.dscpToClient[at] = flows.dscpAB[row]
  }
}

/** 0 = not known. */
function mac(high: number, low: number): number {
  return high < 0 ? 0 : high * 2 ** 32 + low
}
