// All tables of accounting together, and what happens when a host enters or leaves them.
import { isIpv4 } from "../addresses/ip-text.ts"
import { LOCAL, REMOTE, type LocatedAddress } from "../addresses/location.ts"
import { Groups } from "../groups/groups.ts"
import { MinuteSeries } from "../series/minute-series.ts"
import type { AccountingDeps } from "./accounting.ts"
import { AddressBook } from "./address-book.ts"
import { FlowLedger } from "./flow-ledger.ts"
import { HostFacts } from "./host-facts.ts"
import { HostTable } from "./host-table.ts"

export class Books {
  readonly deps: AccountingDeps
  readonly hosts: HostTable
  readonly groups: Groups
  readonly ledger = new FlowLedger()
  readonly addresses: AddressBook
  readonly facts: HostFacts
  readonly series: MinuteSeries
  readonly seed: number

  constructor(deps: AccountingDeps) {
    const { options, networks } = deps
    this.deps = deps
    this.seed = options.hashSeed
    this.hosts = new HostTable(Math.max(1, options.maxHosts), options.hashSeed)
    this.groups = new Groups(networks, options.facts, options.hostAliases, deps.origins?.points ?? null, (kind, row) => this.series.groupLeaves(kind, row))
    this.addresses = new AddressBook(options.hostAliases)
    this.facts = new HostFacts(this.hosts.limit)
    this.series = new MinuteSeries(this.hosts, this.groups, deps)
  }

  /** Row of the host with this address, made if need be; -1 for groups, nobody's addresses, and when the table is full. */
  hostRow(words: Uint32Array, at: number, vlan: number, located: LocatedAddress, nowUs: number): number {
    if (located.location !== LOCAL && located.location !== REMOTE) return -1
    const known = this.hosts.find(words, at, vlan)
    if (known >= 0) return known
    const isLocal = located.location === LOCAL
    const row = this.hosts.insert(words, at, vlan, isLocal, nowUs, this.leaving)
    if (row < 0) return -1
    const { tables } = this.groups
    const { facts } = this.deps.options
    const asn = facts.asn(words, at)
    const country = facts.country(words, at)
    this.hosts.network[row] = located.network < 0 ? 0 : tables.network.rowOf(located.network, nowUs) + 1
    this.hosts.asn[row] = asn === 0 ? 0 : tables.asn.rowOf(asn, nowUs) + 1
    this.hosts.country[row] = country === "" ? 0 : tables.country.rowOf(this.groups.countryNumber(country), nowUs) + 1
    this.countInGroups(row, 1)
    this.addresses.hostEntered(row, words, at, vlan)
    return row
  }

  /**
   * At the start of a flow of the host (counted already): local hosts have lists at once while those are plenty, others when they are
   * busy; so a flood of made-up addresses neither takes all lists nor pays for them.
   */
  giveFacts(row: number): void {
    if (this.facts.of(row) >= 0) return
    const isLocal = this.hosts.isLocal(row)
    const isFew = isLocal && 2 * this.facts.used < this.facts.limit
    if (!isFew && this.hosts.activeFlows[row] < BUSY_FLOWS) return
    const flows = this.hosts.flowsAsClient[row] + this.hosts.flowsAsServer[row]
    this.facts.give(row, isLocal, this.hosts.bytesSent[row], this.hosts.bytesReceived[row], flows)
  }

  /** Bound once: handed to the table as a callback. */
  private readonly leaving = (row: number): void => this.hostLeaves(row)

  /** Before `hosts.remove(row)`. */
  hostLeaves(row: number): void {
    this.series.hostLeaves(row)
    this.countInGroups(row, -1)
    this.setDevice(row, 0)
    this.facts.hostLeft(row, this.hosts.isLocal(row))
    this.addresses.hostLeft(row, this.hosts.words, 4 * row, this.hosts.vlan[row])
  }

  /** The host sends from this device (row plus one, 0 = none). */
  setDevice(row: number, device: number): void {
    const before = this.hosts.device[row]
    if (before === device) return
    const countsAsOwner = this.hosts.isLocal(row) && isIpv4(this.hosts.words, 4 * row) ? 1 : 0
    const table = this.groups.tables.device
    if (before > 0) {
      table.hosts[before - 1]--
      table.localIpv4Hosts[before - 1] -= countsAsOwner
    }
    if (device > 0) {
      table.hosts[device - 1]++
      table.localIpv4Hosts[device - 1] += countsAsOwner
    }
    this.hosts.device[row] = device
  }

  private countInGroups(row: number, by: number): void {
    const { network, asn, country, vlan } = this.groups.tables
    if (this.hosts.network[row] > 0) network.hosts[this.hosts.network[row] - 1] += by
    if (this.hosts.asn[row] > 0) asn.hosts[this.hosts.asn[row] - 1] += by
    if (this.hosts.country[row] > 0) country.hosts[this.hosts.country[row] - 1] += by
    const vlanRow = vlan.rowOf(this.hosts.vlan[row], this.hosts.lastSeenUs[row])
    if (vlanRow >= 0) vlan.hosts[vlanRow] += by
  }

  /** Hosts without packets for long enough leave, local ones after five times as long as remote ones. */
  expireHosts(nowUs: number): void {
    const localUs = this.deps.options.hostIdleSeconds * 1e6
    if (localUs <= 0) return
    const remoteUs = localUs / REMOTE_IDLE_DIVISOR
    for (let row = 0; row < this.hosts.high; row++) {
      if (!this.hosts.isLive(row) || this.hosts.activeFlows[row] > 0) continue
      // By amount: a host of a wrong clock's future leaves as well.
      if (Math.abs(nowUs - this.hosts.lastSeenUs[row]) < (this.hosts.isLocal(row) ? localUs : remoteUs)) continue
      this.hostLeaves(row)
      this.hosts.remove(row)
    }
  }
}

/** A host with this many flows at once is worth lists of its own. */
const BUSY_FLOWS = 4

/** `hostIdleSeconds` is for local hosts (300 by default); remote ones are numerous and go after a fifth of it. */
const REMOTE_IDLE_DIVISOR = 5
