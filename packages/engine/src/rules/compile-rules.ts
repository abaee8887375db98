// A RuleSet -> what inspection asks: hashes, a trie, tables by port. Made once per load, in every thread that inspects.
import { categoryIdOf, protocolByName, registerUserProtocols, riskId, type Protocol } from "@netweir/model"
import { parseNetwork } from "../addresses/networks.ts"
import { PrefixTrie, type PrefixEntry } from "../addresses/prefix-trie.ts"
import { createHostnameMatcher, type HostnamePattern } from "../hostnames/hostname-matcher.ts"
import type { Rules } from "../inspect/rules.ts"
import { TCP } from "../inspect/transports.ts"
import type { AddressRule, ExceptionRule, HostRule, Listed, PortRule, RuleSet } from "./rule-set.ts"

/** Makes the user's protocols known in this thread, too. */
export function compileRules(set: RuleSet): Rules {
  registerUserProtocols(userProtocols(set))
  const hosts = createHostnameMatcher(mergedPatterns(set.hosts))
  const ports = portTables(set.ports)
  const addressProtocols = addressTable(set.addresses.filter(({ protocol }) => protocol !== ""), ({ protocol }) => numberOf(protocol))
  const addressCategories = addressTable(set.addresses.filter(({ category }) => category !== ""), ({ category }) => categoryIdOf(category))
  const issuers = new Set(set.trustedIssuers)
  const riskyDomains = domainSet(set.riskyDomains)
  const ja3 = reasons(set.badJa3)
  const ja4 = reasons(set.badJa4)
  const certificates = reasons(set.badCertificates)
  const mayRaise = exceptions(set)
  const anonymous = addressTable(set.anonymousAddresses.map((cidr) => ({ cidr, port: 0, protocol: "", category: "" })), () => 1)
  const riskyAsns = new Set(set.riskyAsns)
  return {
    hostname: set.hosts.length === 0 ? () => null : (name) => hosts.match(name),
    memory: hosts.memory,
    portProtocol: (transport, port) => ports[transport === TCP ? 0 : 1]?.[port] ?? 0,
    addressProtocol: addressProtocols,
    addressCategory: (words, at) => addressCategories(words, at, 0),
    isTrustedIssuer: (issuer) => issuers.has(issuer),
    isRiskyDomain: set.riskyDomains.length === 0 ? () => false : riskyDomains,
    badJa3: (value) => ja3.get(value) ?? null,
    badJa4: (value) => ja4.get(value) ?? null,
    badCertificate: (value) => certificates.get(value) ?? null,
    isAnonymous: (words, at) => anonymous(words, at, 0) !== 0,
    hasRiskyAsns: riskyAsns.size > 0,
    isRiskyAsn: (asn) => riskyAsns.has(asn),
    hasExceptions: set.exceptions.length > 0 || set.mutedRisks.length > 0,
    mayRaise,
  }
}

/** What the user's protocols are in tables and labels: their ports, their category when a rule gives one. */
export function userProtocols(set: RuleSet): Protocol[] {
  const ports = new Map<string, { tcp: number[]; udp: number[] }>()
  for (const { protocol, transport, from } of set.ports) {
    const of = ports.get(protocol) ?? { tcp: [], udp: [] }
    of[transport].push(from)
    ports.set(protocol, of)
  }
  return set.protocols.map(({ id, name }) => ({
    id, name, categoryId: 0, category: "Unspecified", breed: "acceptable", foundBy: "user-rule",
    tcpPorts: ports.get(name)?.tcp ?? [], udpPorts: ports.get(name)?.udp ?? [],
  }))
}

function numberOf(protocol: string): number {
  return protocolByName(protocol)?.id ?? 0
}

/** The same pattern may name a protocol in one file and a category in another: one pattern with both. */
function mergedPatterns(rules: readonly HostRule[]): Iterable<HostnamePattern> {
  const merged = new Map<string, HostnamePattern>()
  for (const { pattern, protocol, category } of rules) {
    const before = merged.get(pattern)
    merged.set(pattern, {
      pattern, breed: "",
      protocol: before?.protocol || numberOf(protocol), category: before?.category || categoryIdOf(category),
    })
  }
  return merged.values()
}

/** By port; no table for a transport without rules. */
function portTables(rules: readonly PortRule[]): readonly (Uint16Array | undefined)[] {
  const tables: [tcp: Uint16Array | undefined, udp: Uint16Array | undefined] = [undefined, undefined]
  for (const { transport, from, to, protocol } of rules) {
    const which = transport === "tcp" ? 0 : 1
    const table = (tables[which] ??= new Uint16Array(65_536))
    table.fill(numberOf(protocol), from, to + 1)
  }
  return tables
}

function addressTable(rules: readonly AddressRule[], valueOf: (rule: AddressRule) => number): (words: Uint32Array, at: number, port: number) => number {
  if (rules.length === 0) return () => 0
  const entries = rules.flatMap<PrefixEntry & { readonly value: number }>((rule) => {
    const network = parseNetwork(rule.cidr)
    return network ? [{ network, port: rule.port, value: valueOf(rule) }] : []
  })
  const trie = new PrefixTrie(entries)
  const values = Uint16Array.from(entries, ({ value }) => value)
  return (words, at, port) => {
    const index = trie.find(words, at, port)
    return index < 0 ? 0 : values[index]
  }
}

/** True for each listed domain and all names below it. */
function domainSet(domains: readonly string[]): (name: string) => boolean {
  const known = new Set(domains)
  return (name) => {
    for (let at = 0; at >= 0; at = nextLabel(name, at)) if (known.has(name.slice(at))) return true
    return false
  }
}

/** Where the next label begins, -1 = there is none. */
function nextLabel(name: string, at: number): number {
  const dot = name.indexOf(".", at)
  return dot < 0 ? -1 : dot + 1
}

function reasons(list: readonly Listed[]): ReadonlyMap<string, string> {
  return new Map(list.map(({ value, reason }) => [value, reason]))
}

/** All masks that fit a flow are ANDed. */
function exceptions(set: RuleSet): Rules["mayRaise"] {
  const muted = { kind: "host" as const, value: "", ...without(set.mutedRisks.map(riskId)) }
  const byAddress = set.exceptions.filter(({ kind }) => kind === "address").flatMap((rule) => {
    const network = parseNetwork(rule.value)
    return network ? [{ network, port: 0, rule }] : []
  })
  const trie = new PrefixTrie(byAddress)
  const byHost = new Map(set.exceptions.filter(({ kind }) => kind === "host").map((rule) => [rule.value, rule]))
  return (id, words, at, hostname) => {
    if (!keeps(muted, id)) return false
    const a = trie.find(words, at, 0)
    if (a >= 0 && !keeps(byAddress[a].rule, id)) return false
    const b = trie.find(words, at + 4, 0)
    if (b >= 0 && !keeps(byAddress[b].rule, id)) return false
    if (hostname === null || byHost.size === 0) return true
    for (let from = 0; from >= 0; from = nextLabel(hostname, from)) {
      const rule = byHost.get(hostname.slice(from))
      if (rule && !keeps(rule, id)) return false
    }
    return true
  }
}

function keeps(mask: ExceptionRule, id: number): boolean {
  return (((id <= 32 ? mask.low : mask.high) >>> ((id - 1) & 31)) & 1) === 1
}

function without(ids: readonly number[]): { low: number; high: number } {
  let low = 0xffffffff
  let high = 0xffffffff
  for (const id of ids) {
    if (id <= 32) low &= ~(1 << (id - 1))
    else high &= ~(1 << (id - 33))
  }
  return { low, high }
}
