// Drives accounting as the flow table does, over real FlowColumns, without decoding frames.
import type { SeriesBatch } from "@netweir/model"
import { parseIp } from "../../addresses/ip-text.ts"
import { NetworkTable } from "../../addresses/networks.ts"
import { Packet } from "../../decode/packet.ts"
import type { AddressFacts, EngineOptions } from "../../engine.ts"
import { FLOW_DETECTED, FLOW_INSPECTING, FLOW_SWAPPED } from "../../flows/flags.ts"
import { FlowColumns, KEY_WORDS } from "../../flows/flow-columns.ts"
import { startFlow } from "../../flows/start-flow.ts"
import { countPacket } from "../../flows/count-packet.ts"
import type { Accounting } from "../accounting.ts"
import { createAccounting } from "../create-accounting.ts"

export const START_US = 1_700_000_040_000_000 // on a whole minute

/** 8.0.0.0/8 is Google's in the US, 9.0.0.0/8 somebody's in France. */
export const testFacts: AddressFacts = {
  country: (words, at) => (words[at + 3] >>> 24 === 8 ? "US" : words[at + 3] >>> 24 === 9 ? "FR" : ""),
  asn: (words, at) => (words[at + 3] >>> 24 === 8 ? 15169 : words[at + 3] >>> 24 === 9 ? 3215 : 0),
  asName: (asn) => (asn === 15169 ? "Google LLC" : ""),
  vendor: (prefix24) => (prefix24 === 0x001122 ? "Acme" : ""),
}

export interface FlowSpec {
  client: string; server: string; clientPort?: number; serverPort?: number; ipProtocol?: number; vlan?: number
  clientMac?: number; serverMac?: number; dscp?: number; inspecting?: boolean
}

export class Traffic {
  readonly flows = new FlowColumns(64)
  readonly batches: SeriesBatch[] = []
  readonly accounting: Accounting
  nowUs = START_US
  totals = { packets: 0, bytes: 0, dropped: 0, flowsSinceStart: 0, activeFlows: 0, retransmissions: 0 }
  private readonly packet = new Packet()
  private next = 0
  private readonly active = new Set<number>()

  constructor(options: Partial<EngineOptions> = {}) {
    const all: EngineOptions = {
      interfaceName: "test", interfaceId: 0, localNetworks: ["192.168.1.0/24=home", "10.0.0.0/8", "fe80::/10"], maxFlows: 4096, maxHosts: 1024,
      flowIdleSeconds: 60, hostIdleSeconds: 300, activeSliceSeconds: 300, harvestSeconds: 5, inspect: true, account: true, entropy: false,
      decapsulate: true, hashSeed: 1, facts: testFacts, hostAliases: {}, ...options,
    }
    this.accounting = createAccounting({
      flows: this.flows, options: all, networks: new NetworkTable(all.localNetworks),
      onSeries: (batch) => this.batches.push(batch), interfaceTotals: () => this.totals,
    })
  }

  start(spec: FlowSpec): number {
    const row = this.next++
    const { flows, packet } = this
    if (row >= flows.capacity) flows.grow(flows.capacity * 2)
    const key = row * KEY_WORDS
    packet.ipVersion = spec.client.includes(":") ? 6 : 4
    packet.ipProtocol = spec.ipProtocol ?? 6
    packet.dscp = spec.dscp ?? 0
    packet.timestampUs = this.nowUs
    const clientMac = spec.clientMac ?? 0x001122000001
    const serverMac = spec.serverMac ?? 0x001122000002
    packet.srcMacHigh = Math.floor(clientMac / 2 ** 32)
    packet.srcMacLow = clientMac % 2 ** 32
    packet.dstMacHigh = Math.floor(serverMac / 2 ** 32)
    packet.dstMacLow = serverMac % 2 ** 32
    startFlow(flows, row, packet)
    if (!parseIp(spec.client, flows.key, key) || !parseIp(spec.server, flows.key, key + 4)) throw new Error("bad address in a test")
    flows.key[key + 8] = ((spec.clientPort ?? 40_000) << 16) | (spec.serverPort ?? 443)
    flows.key[key + 9] = ((spec.vlan ?? 0) << 16) | (packet.ipVersion << 8) | packet.ipProtocol
    if (spec.inspecting) flows.flags[row] |= FLOW_INSPECTING
    flows.details[row] = undefined
    this.active.add(row)
    this.totals.flowsSinceStart++
    this.totals.activeFlows++
    this.accounting.flowStarted(row, packet)
    return row
  }

  send(row: number, fromA: boolean, bytes: number, fields: Partial<Packet> = {}): void {
    const { packet } = this
    const keyWord = this.flows.key[row * KEY_WORDS + 9]
    Object.assign(packet, { ipVersion: (keyWord >>> 8) & 255, ipProtocol: keyWord & 255, tcpFlags: 0, icmpType: 0, frames: 1, ...fields })
    packet.timestampUs = this.nowUs
    packet.wireBytes = bytes
    // The frames of a real flow carry its own MACs.
    packet.srcMacHigh = fromA ? this.flows.macAHigh[row] : this.flows.macBHigh[row]
    packet.srcMacLow = fromA ? this.flows.macALow[row] : this.flows.macBLow[row]
    countPacket(this.flows, row, packet, fromA)
    this.totals.packets += packet.frames
    this.totals.bytes += bytes
    this.accounting.packet?.(row, packet, fromA)
  }

  nonIp(fields: Partial<Packet>): void {
    const packet = Object.assign(new Packet(), { wireBytes: 60, timestampUs: this.nowUs, ...fields })
    this.totals.packets++
    this.totals.bytes += packet.wireBytes
    this.accounting.nonIp(packet)
  }

  detect(row: number, master: number, app: number, category: number): void {
    this.flows.masterProtocol[row] = master
    this.flows.appProtocol[row] = app
    this.flows.category[row] = category
    this.flows.flags[row] = (this.flows.flags[row] | FLOW_DETECTED) & ~FLOW_INSPECTING
    this.accounting.appDetected(row)
  }

  swap(row: number): void {
    this.flows.flags[row] ^= FLOW_SWAPPED
  }

  harvest(): void {
    for (const row of this.active) this.accounting.harvest(row, this.nowUs)
  }

  end(row: number): void {
    this.accounting.harvest(row, this.nowUs)
    this.accounting.flowEnded(row, this.nowUs)
    this.flows.flags[row] = 0
    this.active.delete(row)
    this.totals.activeFlows--
  }

  endAll(): void {
    for (const row of this.active) this.end(row)
  }

  /** Moves the clock as the engine does: harvest, then tick. */
  wait(seconds: number): void {
    this.nowUs += seconds * 1e6
    this.harvest()
    this.accounting.tick(this.nowUs)
  }
}
