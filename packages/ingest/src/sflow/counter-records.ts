// Records inside counter samples: what an agent counts itself. This list is the registry; formats without a line are stepped over.
import type { Agent } from "./agent.ts"
import type { SflowLimits } from "./contract.ts"
import type { RecordReader } from "./record-reader.ts"

export interface CounterState {
  agent: Agent
  sourceClass: number
  sourceIndex: number
  /** ifIndex that an earlier record of the same sample named, else the data source's index. */
  ifIndex: number
  readonly limits: SflowLimits
  readonly room: () => boolean
}

export interface CounterRecordKind {
  readonly format: number
  readonly name: string
  read(state: CounterState, reader: RecordReader): boolean
}

export const counterRecordKinds: readonly CounterRecordKind[] = [
  { format: 1, name: "if_counters", read: interfaceCounters },
  { format: 1001, name: "processor", read: processor },
  { format: 1005, name: "port_name", read: portName },
  { format: 2000, name: "host_descr", read: hostDescription },
]

/** A counter that the agent doesn't keep is all ones. */
function counted(value: number): number | null {
  return value === 0xffff_ffff ? null : value
}

/**
 * ifIndex | type | speed (8) | direction | status | in: octets (8), unicast, multicast, broadcast, discards, errors, unknown protocols |
 * out: octets (8), unicast, multicast, broadcast, discards, errors | promiscuous
 */
function interfaceCounters(state: CounterState, reader: RecordReader): boolean {
  const ifIndex = reader.u32()
  reader.u32()
  const speedBps = reader.u64()
  reader.skip(8)
  const bytesIn = reader.u64()
  reader.skip(12)
  const [discardsIn, errorsIn] = [reader.u32(), reader.u32()]
  reader.skip(4)
  const bytesOut = reader.u64()
  reader.skip(12)
  const [discardsOut, errorsOut] = [reader.u32(), reader.u32()]
  if (reader.truncated) return false
  state.ifIndex = ifIndex
  const entry = state.agent.interface(ifIndex, state.limits, state.room)
  if (entry === null) return true
  entry.speedBps = speedBps
  entry.counterBytesIn = bytesIn < 2 ** 63 ? bytesIn : null
  entry.counterBytesOut = bytesOut < 2 ** 63 ? bytesOut : null
  entry.discardsIn = counted(discardsIn)
  entry.discardsOut = counted(discardsOut)
  entry.errorsIn = counted(errorsIn)
  entry.errorsOut = counted(errorsOut)
  return true
}

/** load of 5 s, 1 min, 5 min (hundredths of a per cent) | memory (8) | free (8) */
function processor({ agent }: CounterState, reader: RecordReader): boolean {
  reader.u32()
  const load = reader.u32()
  reader.u32()
  const [total, free] = [reader.u64(), reader.u64()]
  if (reader.truncated) return false
  if (load <= 10_000) agent.processor = { loadPercent: load / 100, memoryBytes: total, freeBytes: free }
  return true
}

function portName(state: CounterState, reader: RecordReader): boolean {
  const name = reader.text(255)
  if (reader.truncated || name === "") return !reader.truncated
  const entry = state.agent.interface(state.ifIndex, state.limits, state.room)
  if (entry !== null) entry.name = name
  return true
}

const PHYSICAL_ENTITY = 2
const machines = ["unknown", "other", "x86", "x86_64", "ia64", "sparc", "alpha", "powerpc", "m68k", "mips", "arm", "hppa", "s390"]
const systems = ["unknown", "other", "Linux", "Windows", "Darwin", "HP-UX", "AIX", "DragonFly", "FreeBSD", "NetBSD", "OpenBSD", "OSF", "Solaris", "Java"]

/** host name | UUID (16) | machine | system | release. Of the agent itself, or of a virtual machine on it. */
function hostDescription({ agent, sourceClass }: CounterState, reader: RecordReader): boolean {
  const name = reader.text(64)
  reader.skip(16)
  const [machine, system] = [reader.u32(), reader.u32()]
  const release = reader.text(32)
  if (reader.truncated) return false
  if (sourceClass !== PHYSICAL_ENTITY && agent.name !== null) return true
  if (name !== "") agent.name = name
  agent.system = [systems[system] ?? "", release, machines[machine] ?? ""].filter((one) => one !== "" && one !== "unknown").join(" ")
  return true
}
