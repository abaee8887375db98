// This list is the registry; order is the order of trial (ports and first bytes are sorted out before): cheap and certain proofs
// first, proofs that need several packets or prove little last.
import type { Dissector } from "../inspect/types.ts"
import { dhcp } from "./dhcp.ts"
import { dhcpv6 } from "./dhcpv6.ts"
import { dns } from "./dns.ts"
import { dtls } from "./dtls.ts"
import { http } from "./http.ts"
import { ipsec } from "./ipsec.ts"
import { kerberos } from "./kerberos.ts"
import { ldap } from "./ldap.ts"
import { llmnr } from "./llmnr.ts"
import { mdns } from "./mdns.ts"
import { netbios } from "./netbios.ts"
import { ntp } from "./ntp.ts"
import { openvpn } from "./openvpn.ts"
import { quic } from "./quic.ts"
import { radius } from "./radius.ts"
import { slp } from "./slp.ts"
import { snmp } from "./snmp.ts"
import { ssdp } from "./ssdp.ts"
import { syslog } from "./syslog.ts"
import { tftp } from "./tftp.ts"
import { tls } from "./tls.ts"
import { wireguard } from "./wireguard.ts"

export const dissectors: readonly Dissector[] = [
  tls,
  http,
  quic,
  dtls,
  ssdp,
  kerberos,
  wireguard,
  tftp,
  slp,
  dhcp,
  snmp,
  mdns,
  llmnr,
  netbios,
  ntp,
  dhcpv6,
  radius,
  ldap,
  syslog,
  openvpn,
  ipsec,
  dns,
]
