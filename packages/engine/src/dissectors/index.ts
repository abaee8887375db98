// This list is the registry; order is the order of trial (ports and first bytes are sorted out before): cheap and certain proofs
// first, proofs that need several packets or prove little last.
import type { Dissector } from "../inspect/types.ts"
import { amqp } from "./amqp.ts"
import { ansiC1222 } from "./ansi-c1222.ts"
import { atg } from "./atg.ts"
import { bacnet } from "./bacnet.ts"
import { beckhoffAds } from "./beckhoff-ads.ts"
import { bittorrent } from "./bittorrent.ts"
import { cnpIp } from "./cnp-ip.ts"
import { dhcp } from "./dhcp.ts"
import { dhcpv6 } from "./dhcpv6.ts"
import { dnp3 } from "./dnp3.ts"
import { dns } from "./dns.ts"
import { drda } from "./drda.ts"
import { dtls } from "./dtls.ts"
import { etherSBus } from "./ether-s-bus.ts"
import { etherSio } from "./ether-sio.ts"
import { ethernetIp, cip } from "./ethernet-ip.ts"
import { fins } from "./fins.ts"
import { fixedOpenings } from "./fixed-openings.ts"
import { ftp } from "./ftp.ts"
import { gnutella } from "./gnutella.ts"
import { hartIp } from "./hart-ip.ts"
import { hislip } from "./hislip.ts"
import { http } from "./http.ts"
import { iec60870 } from "./iec60870.ts"
import { iec62056 } from "./iec62056.ts"
import { ieeeC37118 } from "./ieee-c37118.ts"
import { imap } from "./imap.ts"
import { ipsec } from "./ipsec.ts"
import { irc } from "./irc.ts"
import { iso9506Mms } from "./iso9506-mms.ts"
import { kerberos } from "./kerberos.ts"
import { knxnetIp } from "./knxnet-ip.ts"
import { ldap } from "./ldap.ts"
import { llmnr } from "./llmnr.ts"
import { mdns } from "./mdns.ts"
import { mgcp } from "./mgcp.ts"
import { modbus, umas } from "./modbus.ts"
import { mqtt } from "./mqtt.ts"
import { netbios } from "./netbios.ts"
import { nntp } from "./nntp.ts"
import { ntp } from "./ntp.ts"
import { opcUa } from "./opc-ua.ts"
import { openvpn } from "./openvpn.ts"
import { pop3 } from "./pop3.ts"
import { pptp } from "./pptp.ts"
import { quic } from "./quic.ts"
import { radius } from "./radius.ts"
import { raknet } from "./raknet.ts"
import { rtcp } from "./rtcp.ts"
import { rtp } from "./rtp.ts"
import { rtsp } from "./rtsp.ts"
import { s7comm, s7commPlus } from "./s7comm.ts"
import { sip } from "./sip.ts"
import { slp } from "./slp.ts"
import { smb1, smb2 } from "./smb.ts"
import { smpp } from "./smpp.ts"
import { smtp } from "./smtp.ts"
import { snmp } from "./snmp.ts"
import { ssdp } from "./ssdp.ts"
import { ssh } from "./ssh.ts"
import { stun } from "./stun.ts"
import { syslog } from "./syslog.ts"
import { tftp } from "./tftp.ts"
import { tls } from "./tls.ts"
import { tplinkShp } from "./tplink-shp.ts"
import { trdp } from "./trdp.ts"
import { tuyaLp } from "./tuya-lp.ts"
import { wireguard } from "./wireguard.ts"
import { xmpp } from "./xmpp.ts"

export const dissectors: readonly Dissector[] = [
  tls,
  http,
  quic,
  dtls,
  ssdp,
  ssh,
  smb2,
  smb1,
  sip,
  bittorrent,
  stun,
  ...fixedOpenings,
  amqp,
  raknet,
  pptp,
  xmpp,
  rtsp,
  mgcp,
  mqtt,
  s7comm,
  s7commPlus,
  irc,
  nntp,
  smpp,
  drda,
  modbus,
  umas,
  hartIp,
  dnp3,
  iec60870,
  tuyaLp,
  tplinkShp,
  bacnet,
  opcUa,
  fins,
  etherSio,
  beckhoffAds,
  iso9506Mms,
  ieeeC37118,
  etherSBus,
  hislip,
  iec62056,
  ethernetIp,
  cip,
  ansiC1222,
  knxnetIp,
  cnpIp,
  atg,
  trdp,
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
  gnutella,
  ldap,
  syslog,
  openvpn,
  ipsec,
  dns,
  smtp,
  ftp,
  pop3,
  imap,
  rtcp,
  rtp,
]
