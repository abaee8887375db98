// Application protocols, categories and breeds: lookups over the fact tables in data/.
import { categoryFacts } from "./data/categories.ts"
import { protocolFacts } from "./data/protocols.ts"

export type Breed = string
/** How a protocol is found: by content, by host name, by default port only, or not at all. */
export type FoundBy = string
export type ProtocolFact = readonly [
  id: number, name: string, category: string, breed: Breed, foundBy: FoundBy,
  tcpPorts: readonly number[], udpPorts: readonly number[],
]

export interface Protocol {
  readonly id: number
  readonly name: string
  readonly categoryId: number
  readonly category: string
  readonly breed: Breed
  readonly foundBy: FoundBy
  readonly tcpPorts: readonly number[]
  readonly udpPorts: readonly number[]
}

export const UNKNOWN_PROTOCOL_ID = 0

const categoryIdByName = new Map(categoryFacts.map(([id, name]) => [name, id] as const))
const categoryNameById = new Map(categoryFacts.map(([id, name]) => [id, name] as const))

export const protocols: readonly Protocol[] = protocolFacts.map(
  ([id, name, category, breed, foundBy, tcpPorts, udpPorts]) => ({
    id, name, categoryId: categoryIdByName.get(category) ?? 0, category, breed, foundBy, tcpPorts, udpPorts,
  }),
)

/** By number; flows ask for it all the time, and an array answers sooner than a map. */
const byId: (Protocol | undefined)[] = []
for (const protocol of protocols) byId[protocol.id] = protocol
const byName = new Map(protocols.map((protocol) => [protocol.name.toLowerCase(), protocol] as const))
/** As they are written: dissectors do so, and lower case costs a new string. Filled as they are asked for. */
const byExactName = new Map<string, Protocol>()

/** Numbers below are ours, this one and those above the user's (rule files). A flow keeps 16 bits. */
export const FIRST_USER_PROTOCOL_ID = 512
export const LAST_USER_PROTOCOL_ID = 0xffff
let userProtocols: readonly Protocol[] = []

/**
 * The protocols that the user's rules define, in this thread. A number once used keeps its name until the process ends, since
 * flows carry it; what a name means may change.
 */
export function registerUserProtocols(defined: readonly Protocol[]): void {
  for (const protocol of defined) {
    if (protocol.id < FIRST_USER_PROTOCOL_ID || protocol.id > LAST_USER_PROTOCOL_ID) continue
    const former = byId[protocol.id]
    if (former && byName.get(former.name.toLowerCase())?.id === protocol.id) byName.delete(former.name.toLowerCase())
    byId[protocol.id] = protocol
    byName.set(protocol.name.toLowerCase(), protocol)
  }
  byExactName.clear()
  userProtocols = defined
}

/** As last registered. */
export function definedByUser(): readonly Protocol[] {
  return userProtocols
}

/** The protocol with this number, or Unknown. */
export function protocolById(id: number): Protocol {
  return byId[id] ?? protocols[0]
}

/** Case-insensitive; undefined when there is no such protocol. */
export function protocolByName(name: string): Protocol | undefined {
  const exact = byExactName.get(name)
  if (exact !== undefined) return exact
  const found = byName.get(name.toLowerCase())
  if (found?.name === name) byExactName.set(name, found)
  return found
}

/** For dissectors: the number of a protocol that must exist; a typo fails when the module loads. */
export function protocolId(name: string): number {
  const protocol = protocolByName(name)
  if (!protocol) throw new Error(`no protocol named "${name}" in model/data/protocols.ts`)
  return protocol.id
}

export function categoryName(id: number): string {
  return categoryNameById.get(id) ?? "Unspecified"
}

export function categoryIdOf(name: string): number {
  return categoryIdByName.get(name) ?? 0
}

export const categories: readonly { readonly id: number; readonly name: string }[] = categoryFacts.map(([id, name]) => ({ id, name }))

/** `TLS.Netflix` for master TLS carrying application Netflix; one name when there is only one. */
export function appLabel(masterId: number, appId: number): string {
  if (masterId === UNKNOWN_PROTOCOL_ID || masterId === appId) return protocolById(appId).name
  if (appId === UNKNOWN_PROTOCOL_ID) return protocolById(masterId).name
  return `${protocolById(masterId).name}.${protocolById(appId).name}`
}
