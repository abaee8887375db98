import { loadUdpCalls, type UdpCalls } from "../native/udp-calls.ts"
import { KernelReceiver } from "./kernel-receiver.ts"
import { NodeReceiver } from "./node-receiver.ts"
import type { DatagramReceiver, ListenAddress } from "./datagram-batch.ts"

/** The fast way where there is one. Throws SourceError. */
export async function openReceiver(addresses: readonly ListenAddress[], { isShared = false, with: way = "auto" }: { isShared?: boolean; with?: "auto" | "kernel" | "node" } = {}): Promise<DatagramReceiver> {
  let calls: UdpCalls | null = null
  try {
    if (way !== "node") calls = await loadUdpCalls()
  } catch (error) {
    if (way === "kernel") throw error
  }
  return calls === null ? NodeReceiver.open(addresses, isShared) : KernelReceiver.open(calls, addresses, isShared)
}
