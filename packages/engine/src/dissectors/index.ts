// This list is the registry; order is the order of trial (ports and first bytes are sorted out before): cheap and certain proofs
// first, proofs that need several packets or prove little last.
import type { Dissector } from "../inspect/types.ts"
import { activision } from "./activision.ts"
import { afp } from "./afp.ts"
import { ajp } from "./ajp.ts"
import { alicloud } from "./alicloud.ts"
import { amongUs } from "./among-us.ts"
import { amqp } from "./amqp.ts"
import { ansiC1222 } from "./ansi-c1222.ts"
import { armagetron } from "./armagetron.ts"
import { atg } from "./atg.ts"
import { bacnet } from "./bacnet.ts"
import { beckhoffAds } from "./beckhoff-ads.ts"
import { bfcp } from "./bfcp.ts"
import { bfd } from "./bfd.ts"
import { bitcoin } from "./bitcoin.ts"
import { bittorrent } from "./bittorrent.ts"
import { bjnp } from "./bjnp.ts"
import { capwap } from "./capwap.ts"
import { cassandra } from "./cassandra.ts"
import { checkmk } from "./checkmk.ts"
import { ciscoVpn } from "./cisco-vpn.ts"
import { cloudflareWarp } from "./cloudflare-warp.ts"
import { cnpIp } from "./cnp-ip.ts"
import { coap } from "./coap.ts"
import { codMobile } from "./cod-mobile.ts"
import { collectd } from "./collectd.ts"
import { cpha } from "./cpha.ts"
import { crossfire } from "./crossfire.ts"
import { cryNetwork } from "./cry-network.ts"
import { dcerpc } from "./dcerpc.ts"
import { dhcp } from "./dhcp.ts"
import { dhcpv6 } from "./dhcpv6.ts"
import { diameter } from "./diameter.ts"
import { dingTalk } from "./dingtalk.ts"
import { discord } from "./discord.ts"
import { dlep } from "./dlep.ts"
import { dnp3 } from "./dnp3.ts"
import { dns } from "./dns.ts"
import { dnscrypt } from "./dnscrypt.ts"
import { dofus } from "./dofus.ts"
import { drda } from "./drda.ts"
import { dropbox } from "./dropbox.ts"
import { dtls } from "./dtls.ts"
import { eaq } from "./eaq.ts"
import { edonkey } from "./edonkey.ts"
import { elasticsearch } from "./elasticsearch.ts"
import { epicGames } from "./epic-games.ts"
import { etherSBus } from "./ether-s-bus.ts"
import { etherSio } from "./ether-sio.ts"
import { ethereum } from "./ethereum.ts"
import { ethernetGlobalData } from "./ethernet-global-data.ts"
import { ethernetIp, cip } from "./ethernet-ip.ts"
import { fastcgi } from "./fastcgi.ts"
import { fins } from "./fins.ts"
import { fixedOpenings } from "./fixed-openings.ts"
import { flute } from "./flute.ts"
import { ftp } from "./ftp.ts"
import { gaijinEntertainment } from "./gaijin-entertainment.ts"
import { gearman } from "./gearman.ts"
import { genshinImpact } from "./genshin-impact.ts"
import { git } from "./git.ts"
import { gnutella } from "./gnutella.ts"
import { gtp } from "./gtp.ts"
import { guildwars } from "./guildwars.ts"
import { h323 } from "./h323.ts"
import { halfLife2 } from "./half-life2.ts"
import { hartIp } from "./hart-ip.ts"
import { hislip } from "./hislip.ts"
import { hpVirtgrp } from "./hp-virtgrp.ts"
import { hsrp } from "./hsrp.ts"
import { http } from "./http.ts"
import { http2 } from "./http2.ts"
import { iax } from "./iax.ts"
import { icecast } from "./icecast.ts"
import { iec60870 } from "./iec60870.ts"
import { iec62056 } from "./iec62056.ts"
import { ieeeC37118 } from "./ieee-c37118.ts"
import { imap } from "./imap.ts"
import { imo } from "./imo.ts"
import { ipp } from "./ipp.ts"
import { ipsec } from "./ipsec.ts"
import { irc } from "./irc.ts"
import { iso9506Mms } from "./iso9506-mms.ts"
import { mining, jsonRpc } from "./json-rpc.ts"
import { kafka } from "./kafka.ts"
import { kcp } from "./kcp.ts"
import { kerberos } from "./kerberos.ts"
import { knxnetIp } from "./knxnet-ip.ts"
import { ldap } from "./ldap.ts"
import { ldp } from "./ldp.ts"
import { lineCall } from "./line-call.ts"
import { lisp, lispReliable } from "./lisp.ts"
import { llmnr } from "./llmnr.ts"
import { lolWildRift } from "./lol-wild-rift.ts"
import { lotusNotes } from "./lotus-notes.ts"
import { lustre } from "./lustre.ts"
import { maplestory } from "./maplestory.ts"
import { mdns } from "./mdns.ts"
import { megaco } from "./megaco.ts"
import { memcached } from "./memcached.ts"
import { merakiCloud } from "./meraki-cloud.ts"
import { mgcp } from "./mgcp.ts"
import { modbus, umas } from "./modbus.ts"
import { mongodb } from "./mongodb.ts"
import { mpegTs } from "./mpeg-ts.ts"
import { mqtt } from "./mqtt.ts"
import { mumble } from "./mumble.ts"
import { munin } from "./munin.ts"
import { mysql } from "./mysql.ts"
import { nano } from "./nano.ts"
import { natPmp } from "./nat-pmp.ts"
import { nestLogSink } from "./nest-log-sink.ts"
import { netbios } from "./netbios.ts"
import { netflow } from "./netflow.ts"
import { nfs } from "./nfs.ts"
import { nintendo } from "./nintendo.ts"
import { nntp } from "./nntp.ts"
import { noe } from "./noe.ts"
import { nomachine } from "./nomachine.ts"
import { ntp } from "./ntp.ts"
import { oicq } from "./oicq.ts"
import { ookla } from "./ookla.ts"
import { opcUa } from "./opc-ua.ts"
import { openflow } from "./openflow.ts"
import { openvpn } from "./openvpn.ts"
import { openwire } from "./openwire.ts"
import { oracle } from "./oracle.ts"
import { pathOfExile } from "./path-of-exile.ts"
import { pfcp } from "./pfcp.ts"
import { pop3 } from "./pop3.ts"
import { postgresql } from "./postgresql.ts"
import { pptp } from "./pptp.ts"
import { protobuf } from "./protobuf.ts"
import { ptp } from "./ptp.ts"
import { quic } from "./quic.ts"
import { radius } from "./radius.ts"
import { radmin } from "./radmin.ts"
import { raft } from "./raft.ts"
import { raknet } from "./raknet.ts"
import { rdp } from "./rdp.ts"
import { redis } from "./redis.ts"
import { riotGames } from "./riot-games.ts"
import { rmcp } from "./rmcp.ts"
import { roughtime } from "./roughtime.ts"
import { rsh } from "./rsh.ts"
import { rtcp } from "./rtcp.ts"
import { rtmp } from "./rtmp.ts"
import { rtp } from "./rtp.ts"
import { rtsp } from "./rtsp.ts"
import { rx } from "./rx.ts"
import { s7comm, s7commPlus } from "./s7comm.ts"
import { sdRtn } from "./sd-rtn.ts"
import { sflow } from "./sflow.ts"
import { sip } from "./sip.ts"
import { skinny } from "./skinny.ts"
import { slp } from "./slp.ts"
import { smb1, smb2 } from "./smb.ts"
import { smpp } from "./smpp.ts"
import { smtp } from "./smtp.ts"
import { snmp } from "./snmp.ts"
import { soap } from "./soap.ts"
import { socks } from "./socks.ts"
import { softether } from "./softether.ts"
import { someip } from "./someip.ts"
import { sonos } from "./sonos.ts"
import { sourceEngine } from "./source-engine.ts"
import { spotify } from "./spotify.ts"
import { ssdp } from "./ssdp.ts"
import { ssh } from "./ssh.ts"
import { starcraft } from "./starcraft.ts"
import { steamDatagramRelay } from "./steam-datagram-relay.ts"
import { steam } from "./steam.ts"
import { stomp } from "./stomp.ts"
import { stun } from "./stun.ts"
import { syncthing } from "./syncthing.ts"
import { syslog } from "./syslog.ts"
import { tds } from "./tds.ts"
import { teamSpeak } from "./teamspeak.ts"
import { teamviewer } from "./teamviewer.ts"
import { telegram } from "./telegram.ts"
import { telnet } from "./telnet.ts"
import { tencentGames } from "./tencent-games.ts"
import { teredo } from "./teredo.ts"
import { tesOnline } from "./tes-online.ts"
import { tftp } from "./tftp.ts"
import { threema } from "./threema.ts"
import { thrift } from "./thrift.ts"
import { tinc } from "./tinc.ts"
import { tls } from "./tls.ts"
import { tocaBoca } from "./toca-boca.ts"
import { tplinkShp } from "./tplink-shp.ts"
import { trdp } from "./trdp.ts"
import { tuyaLp } from "./tuya-lp.ts"
import { ubntac2 } from "./ubntac2.ts"
import { uftp } from "./uftp.ts"
import { viber } from "./viber.ts"
import { vmware } from "./vmware.ts"
import { vxlan } from "./vxlan.ts"
import { warcraft3 } from "./warcraft3.ts"
import { webSocket } from "./websocket.ts"
import { whatsapp } from "./whatsapp.ts"
import { whois } from "./whois.ts"
import { wireguard } from "./wireguard.ts"
import { worldOfWarcraft } from "./world-of-warcraft.ts"
import { wsd } from "./wsd.ts"
import { xdmcp } from "./xdmcp.ts"
import { xiaomi } from "./xiaomi.ts"
import { xmpp } from "./xmpp.ts"
import { yojimbo } from "./yojimbo.ts"
import { z3950 } from "./z3950.ts"
import { zeromq } from "./zeromq.ts"
import { zoom } from "./zoom.ts"

export const dissectors: readonly Dissector[] = [
  tls,
  maplestory,
  http,
  http2,
  quic,
  dtls,
  ssdp,
  ssh,
  smb2,
  smb1,
  sip,
  bittorrent,
  stun,
  whatsapp,
  discord,
  zoom,
  dingTalk,
  megaco,
  teamSpeak,
  telegram,
  h323,
  iax,
  ...fixedOpenings,
  checkmk,
  ajp,
  alicloud,
  diameter,
  dropbox,
  fastcgi,
  merakiCloud,
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
  coap,
  zeromq,
  rx,
  someip,
  thrift,
  dcerpc,
  mining,
  jsonRpc,
  kafka,
  stomp,
  gearman,
  openwire,
  postgresql,
  mysql,
  mongodb,
  tds,
  oracle,
  redis,
  cassandra,
  memcached,
  elasticsearch,
  git,
  rsh,
  telnet,
  rdp,
  teamviewer,
  radmin,
  nomachine,
  xdmcp,
  lotusNotes,
  vmware,
  nfs,
  afp,
  lustre,
  collectd,
  rmcp,
  ptp,
  roughtime,
  bitcoin,
  ethereum,
  nano,
  soap,
  bjnp,
  munin,
  uftp,
  flute,
  ipp,
  amongUs,
  steam,
  steamDatagramRelay,
  sourceEngine,
  halfLife2,
  worldOfWarcraft,
  starcraft,
  warcraft3,
  tocaBoca,
  nintendo,
  codMobile,
  genshinImpact,
  activision,
  riotGames,
  cryNetwork,
  epicGames,
  yojimbo,
  tencentGames,
  gaijinEntertainment,
  pathOfExile,
  lolWildRift,
  tesOnline,
  armagetron,
  crossfire,
  dofus,
  guildwars,
  edonkey,
  syncthing,
  icecast,
  sdRtn,
  rtmp,
  mpegTs,
  spotify,
  sonos,
  ethernetGlobalData,
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
  ciscoVpn,
  ipsec,
  bfd,
  capwap,
  cloudflareWarp,
  cpha,
  dlep,
  eaq,
  gtp,
  hpVirtgrp,
  hsrp,
  kcp,
  ldp,
  lisp,
  lispReliable,
  natPmp,
  nestLogSink,
  netflow,
  ookla,
  openflow,
  pfcp,
  raft,
  sflow,
  socks,
  softether,
  teredo,
  tinc,
  ubntac2,
  vxlan,
  webSocket,
  whois,
  wsd,
  xiaomi,
  z3950,
  dnscrypt,
  dns,
  smtp,
  ftp,
  pop3,
  imap,
  oicq,
  skinny,
  viber,
  noe,
  threema,
  mumble,
  imo,
  bfcp,
  lineCall,
  rtcp,
  rtp,
  protobuf,
]
