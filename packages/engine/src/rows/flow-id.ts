// The identity of a flow: second of its first packet, its row, and how often the row was used, in 64 bits.
// Unique over restarts; slices of one flow share it. Engines that run side by side count from different generations, as
// their first rows are used within the same second.
import { FLOW_LIVE } from "../flows/flags.ts"
import type { FlowColumns } from "../flows/flow-columns.ts"

/** 64 engines start apart. */
const GENERATIONS_APART = 4

export function flowIdOf(flows: FlowColumns, row: number): bigint {
  return (BigInt(flowIdHigh(flows, row)) << 32n) | BigInt(flowIdLow(flows, row))
}

/** Second of the first packet. */
export function flowIdHigh(flows: FlowColumns, row: number): number {
  return Math.max(0, Math.floor(flows.firstSeenUs[row] / 1e6)) % 2 ** 32
}

export function flowIdLow(flows: FlowColumns, row: number): number {
  return (row * 256 + ((flows.generation[row] + flows.instance * GENERATIONS_APART) & 0xff)) >>> 0
}

/** The row of a flow that is still in the table, or -1. */
export function rowOfFlowId(flows: FlowColumns, text: string): number {
  if (!/^\d{1,20}$/.test(text)) return -1
  const id = BigInt(text)
  const row = Number((id & 0xffffffffn) >> 8n)
  if (row >= flows.capacity || (flows.flags[row] & FLOW_LIVE) === 0) return -1
  return flowIdOf(flows, row) === id ? row : -1
}
