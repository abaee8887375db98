import type { InterfaceStats } from "@netweir/model"
import { expect, test } from "vitest"
import { sumOf } from "./sum-of-interfaces.ts"

const one = (id: number, kind: string, flows: number): InterfaceStats => ({
  id, name: `if${id}`, kind, problem: null, unit: "packets", datagrams: null, state: "finished", progress: null, atMs: 1, firstPacketMs: null,
  packets: { received: flows, stored: flows, filtered: 0, bytes: flows, dropped: {} }, bitsPerSecond: 0, packetsPerSecond: 0, activeFlows: flows, flowsSinceStart: flows,
  activeHosts: 0, localHosts: 0, devices: 0, alertedFlows: 0, score: 0, tcp: { retransmissions: 0, outOfOrder: 0, lost: 0 },
  bytesLocalToRemote: 0, bytesRemoteToLocal: 0, bytesIpv4: 0, bytesIpv6: 0, tables: {}, packetSizes: {}, tcpFlags: {}, oddities: {},
})

const cases: readonly (readonly [title: string, all: readonly InterfaceStats[], flows: number])[] = [
  ["two devices", [one(0, "device", 5), one(1, "device", 7)], 12],
  ["a view of both counts nothing twice", [one(0, "device", 5), one(1, "device", 7), one(2, "view", 12)], 12],
  ["a view alone", [one(2, "view", 12)], 12],
]
for (const [title, all, flows] of cases)
  test(title, () => expect([sumOf(all).activeFlows, sumOf(all).packets.received]).toEqual([flows, flows]))
