// Whose network an address belongs to -> the application that its servers most likely speak.
import { protocolId } from "@netweir/model"
import { asnProtocolFacts } from "@netweir/model/data/asn-protocols.ts"

interface Owned { readonly protocol: number; readonly ports: readonly number[] | null; readonly speaksItsOwn: boolean }

const byAsn = new Map<number, Owned[]>()
for (const { protocol, asns, ports, speaksItsOwn } of asnProtocolFacts) {
  const owned: Owned = { protocol: protocolId(protocol), ports: ports ?? null, speaksItsOwn: speaksItsOwn ?? false }
  for (const asn of asns) {
    const list = byAsn.get(asn)
    // Rows with ports go before those without, as they are written.
    if (list) list.push(owned)
    else byAsn.set(asn, [owned])
  }
}

/** 0 = the network tells nothing. `onlyItsOwn`: only applications that speak their own protocol on whatever port. */
export function protocolOfNetwork(asn: number, port: number, onlyItsOwn: boolean): number {
  const list = byAsn.get(asn)
  if (list === undefined) return 0
  for (const { protocol, ports, speaksItsOwn } of list) if ((speaksItsOwn || !onlyItsOwn) && (ports === null || ports.includes(port))) return protocol
  return 0
}
