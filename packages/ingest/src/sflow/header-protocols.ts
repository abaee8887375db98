// What a sampled header begins with (sFlow version 5, header_protocol), as LINKTYPE numbers of captures; -1 = nothing that we decode.
const LINKTYPE_ETHERNET = 1
const LINKTYPE_PPP = 9
const LINKTYPE_PPP_HDLC = 50
const LINKTYPE_RAW = 101
const LINKTYPE_IEEE802_11 = 105
const LINKTYPE_FRELAY = 107
const LINKTYPE_MPLS = 219

const linkTypes: Readonly<Record<number, number>> = {
  1: LINKTYPE_ETHERNET, 5: LINKTYPE_FRELAY, 7: LINKTYPE_PPP, 10: LINKTYPE_RAW, 11: LINKTYPE_RAW, 12: LINKTYPE_RAW, 13: LINKTYPE_MPLS, 14: LINKTYPE_PPP_HDLC, 15: LINKTYPE_IEEE802_11,
}

export function linkTypeOfHeader(protocol: number): number {
  return linkTypes[protocol] ?? -1
}
