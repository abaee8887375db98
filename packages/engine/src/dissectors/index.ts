// This list is the registry; order is the order of trial (ports and first bytes are sorted out before): cheap and certain proofs
// first, proofs that need several packets or prove little last.
import type { Dissector } from "../inspect/types.ts"
import { dhcp } from "./dhcp.ts"
import { dhcpv6 } from "./dhcpv6.ts"
import { dns } from "./dns.ts"
import { dtls } from "./dtls.ts"
import { http } from "./http.ts"
import { llmnr } from "./llmnr.ts"
import { mdns } from "./mdns.ts"
import { netbios } from "./netbios.ts"
import { ntp } from "./ntp.ts"
import { quic } from "./quic.ts"
import { snmp } from "./snmp.ts"
import { ssdp } from "./ssdp.ts"
import { tls } from "./tls.ts"

export const dissectors: readonly Dissector[] = [
  tls,
  http,
  quic,
  dtls,
  ssdp,
  dhcp,
  snmp,
  mdns,
  llmnr,
  netbios,
  ntp,
  dhcpv6,
  dns,
]
