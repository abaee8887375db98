// Option data: what an exporter says about itself. Samplers, names of interfaces, applications and VRFs, when it booted.
import { elementKey, NPROBE } from "./element-key.ts"
import { applicationByName } from "./application-names.ts"
import { textOf, uintOf } from "./extras.ts"
import type { Session } from "./sessions.ts"
import { type Template, V9_SCOPE } from "./template.ts"

const SCOPE_INTERFACE = elementKey(V9_SCOPE, 2)
const INTERFACES = [SCOPE_INTERFACE, 10, 252, 14, 253]
const SAMPLERS = [48, 302]
const APPLICATION_ID = 95
const NPROBE_INSTANCE = elementKey(NPROBE, 122)
const MAX_RATE = 0xffffffff
const MAX_NAME_BYTES = 128

const byMode: Readonly<Record<number, string>> = { 1: "deterministic", 2: "random" }
/** RFC 5477 section 8.2, PSAMP selector algorithms. */
const bySelector: Readonly<Record<number, string>> = { 1: "systematic count-based", 2: "systematic time-based", 3: "random n out of N", 4: "uniform probabilistic", 5: "property match", 6: "hash BOB", 7: "hash IPSX", 8: "hash CRC" }

/** Where the fields of one option record are. */
export class OptionRecord {
  template: Template | null = null
  bytes: Uint8Array = new Uint8Array(0)
  readonly at = new Uint32Array(1024)
  readonly lengths = new Uint32Array(1024)

  private find(key: number): number {
    return this.template === null ? -1 : this.template.keys.indexOf(key)
  }

  has(key: number): boolean {
    return this.find(key) >= 0
  }

  /** -1 = not there. */
  uint(key: number): number {
    const i = this.find(key)
    return i < 0 || this.lengths[i] === 0 || this.lengths[i] > 8 ? -1 : uintOf(this.bytes, this.at[i], this.lengths[i])
  }

  firstUint(keys: readonly number[]): number {
    for (const key of keys) {
      const value = this.uint(key)
      if (value >= 0) return value
    }
    return -1
  }

  text(key: number): string {
    const i = this.find(key)
    return i < 0 ? "" : textOf(this.bytes, this.at[i], this.lengths[i], MAX_NAME_BYTES)
  }

  float(key: number): number {
    const i = this.find(key)
    if (i < 0 || (this.lengths[i] !== 8 && this.lengths[i] !== 4)) return -1
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at[i], this.lengths[i])
    return this.lengths[i] === 8 ? view.getFloat64(0) : view.getFloat32(0)
  }
}

/** How many more names may be kept over all points. */
export interface OptionBudget {
  left: number
  readonly perPoint: number
}

/** False: a table is full. */
export function takeOptionRecord(record: OptionRecord, session: Session, budget: OptionBudget): boolean {
  const { state } = session
  const bootMs = record.uint(160)
  if (bootMs > 0) session.bootMs = bootMs
  const instance = record.text(NPROBE_INSTANCE)
  if (instance !== "") state.name = instance
  takeTimeouts(record, state)
  let isKept = takeSampling(record, session, budget)
  const ifIndex = record.firstUint(INTERFACES)
  const [name, description] = [record.text(82), record.text(83)]
  if (ifIndex > 0 && (name !== "" || description !== "")) {
    isKept = put(state.interfaces, ifIndex, { name: name || null, description: description || null }, budget, state) && isKept
  }
  const applicationName = record.text(96)
  const applicationId = record.uint(APPLICATION_ID)
  if (applicationId > 0 && applicationName !== "") {
    const application = applicationByName(applicationName) ?? { master: 0, app: 0, name: applicationName }
    isKept = put(state.applications, applicationId, application, budget, state) && isKept
  }
  const vrf = record.uint(234)
  const vrfName = record.text(236)
  if (vrf > 0 && vrfName !== "") isKept = put(state.vrfs, vrf, vrfName, budget, state) && isKept
  return isKept
}

function takeTimeouts(record: OptionRecord, state: Session["state"]): void {
  const [active, idle] = [record.uint(36), record.uint(37)]
  if (active > 0) state.activeTimeoutSeconds = active
  if (idle > 0) state.idleTimeoutSeconds = idle
}

function takeSampling(record: OptionRecord, session: Session, budget: OptionBudget): boolean {
  const { state } = session
  const rate = rateOf(record)
  if (rate === 0) return true
  const sampler = record.firstUint(SAMPLERS)
  const name = record.text(84) || record.text(335)
  if (sampler >= 0) {
    const entry = { rate, algorithm: algorithmOf(record), from: name === "" ? "options" : `options: ${name}` }
    return put(state.samplers, sampler, entry, budget, state)
  }
  const ifIndex = record.firstUint(INTERFACES)
  if (ifIndex > 0) return put(state.interfaceRates, ifIndex, rate, budget, state)
  state.rate = rate
  return true
}

/** 0 = not told. */
function rateOf(record: OptionRecord): number {
  const plain = record.firstUint([34, 50])
  if (plain > 0) return Math.min(plain, MAX_RATE)
  const [interval, space] = [record.uint(305), record.uint(306)]
  if (interval > 0 && space >= 0) return bounded((interval + space) / interval)
  const [size, population] = [record.uint(309), record.uint(310)]
  if (size > 0 && population > 0) return bounded(population / size)
  const probability = record.float(311)
  return probability > 0 && probability <= 1 ? bounded(1 / probability) : 0
}

function bounded(rate: number): number {
  return Math.max(1, Math.min(Math.round(rate), MAX_RATE))
}

function algorithmOf(record: OptionRecord): string | null {
  const mode = record.firstUint([49, 35])
  if (mode > 0) return byMode[mode] ?? null
  const selector = record.uint(304)
  return selector > 0 ? (bySelector[selector] ?? null) : null
}

function put<Value>(table: Map<number, Value>, id: number, value: Value, budget: OptionBudget, state: { optionRecords: number }): boolean {
  if (!table.has(id)) {
    if (budget.left <= 0 || table.size >= budget.perPoint) return false
    budget.left--
    state.optionRecords++
  }
  table.set(id, value)
  return true
}
