import { FLOW_IS_OVER, SRC_IS_CLIENT } from "@netweir/engine/records/record-block.ts"
import { expect, test } from "vitest"
import { RECEIVED_US, takeLines } from "../logs/testing.ts"
import { SyslogDecoder } from "../syslog/syslog-decoder.ts"

const take = (...lines: string[]) => takeLines(new SyslogDecoder(), lines)
const SESSION = SRC_IS_CLIENT | FLOW_IS_OVER

const forti = (more: string) => `<189>date=2023-11-14 time=22:13:20 devname="fw1" devid="FGT60F0000000001" eventtime=1700000000000000000 tz="+0000" type="traffic" subtype="forward" level="notice" vd="root" srcip=10.0.0.5 srcport=50123 srcintf="internal" dstip=198.51.100.7 dstport=443 dstintf="wan1" sessionid=4711 proto=6 policyid=3 policyname="out" user="ann" trandisp="snat" transip=203.0.113.9 transport=61000 service="HTTPS" ${more}`
const fortiEnd = forti('logid="0000000013" action="close" duration=60 sentbyte=1500 rcvdbyte=9000 sentpkt=12 rcvdpkt=15')
const sonic = (more: string) => `<134>id=firewall sn=18B169000001 time="2023-11-14 22:13:20 UTC" fw=203.0.113.9 pri=6 c=1024 ${more}`
const sophosLine = '<30>device_name="SFW" timestamp="2023-11-14T22:13:20+0000" device_model="XGS" log_id="010101600001" log_type="Firewall" log_component="Firewall Rule" log_subtype="Allowed" duration=30 fw_rule_id="5" fw_rule_name="LAN to WAN" user_name="ann" in_interface="Port1" out_interface="Port2" src_ip="10.0.0.5" dst_ip="198.51.100.7" protocol="TCP" src_port=50123 dst_port=443 packets_sent=9 packets_received=8 bytes_sent=900 bytes_received=800 src_trans_ip="203.0.113.9" src_trans_port=61000 con_event="Stop" con_id="77"'
const tikLine = "<134>Nov 14 22:13:20 router1 firewall,info DROP-WAN forward: in:ether1 out:bridge, connection-state:new src-mac 00:11:22:33:44:55, proto TCP (SYN), 192.0.2.8:50123->10.0.0.5:80, NAT 192.0.2.8:50123->(203.0.113.9:8080->10.0.0.5:80), len 60"
const pfLine = "<134>Nov 14 22:13:20 filterlog[4242]: 5,,,1000000103,igb0,match,block,in,4,0x0,,64,1234,0,DF,6,tcp,60,192.0.2.8,203.0.113.9,50123,22,0,S,123456,,64240,,mss;nop"

const tables = [
  { name: "filterlog, TCP", line: pfLine, want: { src: "192.0.2.8", dst: "203.0.113.9", srcPort: 50_123, dstPort: 22, ipProtocol: 6, packets: 1, bytes: 60, flags: 2, marks: 0, last: RECEIVED_US, extras: { metadata: { firewall: { product: "filterlog", event: "denied", action: "block", rule: "5", tracker: "1000000103", reason: "match", direction: "in", inInterface: "igb0" } } } } },
  { name: "filterlog, IPv6 and UDP, RFC 5424 (OPNsense)", line: '<134>1 2023-11-14T22:13:20+00:00 opn.example filterlog 4242 - [meta sequenceId="1"] 7,,,fae559338f65e11c53669fc3642c93c2,igb1,match,pass,out,6,0x00,0x00000,63,udp,17,80,2001:db8::5,2001:db8::53,5353,53,32', want: { src: "2001:db8::5", dst: "2001:db8::53", srcPort: 5353, dstPort: 53, ipProtocol: 17, packets: 1, bytes: 80, extras: { metadata: { firewall: { action: "pass", outInterface: "igb1", tracker: "fae559338f65e11c53669fc3642c93c2" } } } } },
  { name: "filterlog, ICMP, without any header", line: "9,,,0,em0,match,pass,in,4,0x0,,64,1,0,none,1,icmp,84,192.0.2.8,203.0.113.9,request,7,1", want: { ipProtocol: 1, icmp: 0x0800, srcPort: 0, bytes: 84 } },
  { name: "FortiGate, end of a session", line: fortiEnd, want: { src: "10.0.0.5", dst: "198.51.100.7", srcPort: 50_123, dstPort: 443, ipProtocol: 6, packets: 12, bytes: 1500, reversePackets: 15, reverseBytes: 9000, marks: SESSION, last: RECEIVED_US, first: RECEIVED_US - 60e6, app: "TLS", extras: { metadata: { firewall: { product: "fortigate", action: "close", rule: "3", ruleName: "out", user: "ann", inInterface: "internal", outInterface: "wan1" }, nat: { srcIp: "203.0.113.9", srcPort: 61_000 } } } } },
  { name: "FortiGate, denied", line: forti('logid="0000000013" action="deny" sentbyte=0 rcvdbyte=0'), want: { packets: 1, bytes: 0, extras: { metadata: { firewall: { event: "denied", action: "deny" } } } } },
  { name: "FortiGate, an attack", line: forti("").replace('type="traffic"', 'logid="0419016384" type="utm"') + 'attack="Some.Exploit" attackid=12345 severity="critical" action="dropped"', want: { packets: 0, marks: 0, extras: { alerts: [{ from: "fortigate", signature: "Some.Exploit", signatureId: 12_345, score: 200 }] } } },
  { name: "SonicWall, end of a session", line: sonic('m=537 msg="Connection Closed" src=10.0.0.5:50123:X0-V5:pc dst=198.51.100.7:443:X1 natSrc=203.0.113.9:61000 natDst=198.51.100.7:443 srcMac=00:11:22:33:44:55 proto=tcp/https sent=1500 rcvd=9000 spkt=12 rpkt=15 cdur=2500 rule="5 (LAN->WAN)" fw_action="NA" usr="ann"'), want: { src: "10.0.0.5", srcPort: 50_123, dst: "198.51.100.7", dstPort: 443, ipProtocol: 6, bytes: 1500, packets: 12, reverseBytes: 9000, reversePackets: 15, app: "TLS", marks: SESSION, first: RECEIVED_US - 2_500_000, extras: { metadata: { firewall: { rule: "5 (LAN->WAN)", user: "ann", inInterface: "X0-V5", outInterface: "X1" }, nat: { srcIp: "203.0.113.9", srcPort: 61_000 } } } } },
  { name: "SonicWall, a drop", line: sonic('m=36 msg="TCP connection dropped" src=192.0.2.8:1:X1 dst=203.0.113.9:23:X1 proto=tcp/telnet fw_action="drop"'), want: { packets: 1, bytes: 0, extras: { metadata: { firewall: { event: "denied", action: "drop" } } } } },
  { name: "Sophos, end of a session", line: sophosLine, want: { src: "10.0.0.5", srcPort: 50_123, dst: "198.51.100.7", dstPort: 443, bytes: 900, packets: 9, reverseBytes: 800, reversePackets: 8, marks: SESSION, first: RECEIVED_US - 30e6, extras: { metadata: { firewall: { rule: "5", ruleName: "LAN to WAN", user: "ann", inInterface: "Port1" }, nat: { srcIp: "203.0.113.9", srcPort: 61_000 } } } } },
  { name: "Sophos, the device's standard format, denied", line: '<30>device="SFW" date=2023-11-14 time=22:13:20 timezone="GMT" log_id=010102600002 log_type="Firewall" log_component="Firewall Rule" log_subtype="Denied" status="Deny" fw_rule_id=0 src_ip=192.0.2.8 dst_ip=203.0.113.9 protocol="UDP" src_port=1 dst_port=161 sent_pkts=0 recv_pkts=0 sent_bytes=0 recv_bytes=0', want: { ipProtocol: 17, dstPort: 161, packets: 1, extras: { metadata: { firewall: { event: "denied" } } } } },
  { name: "MikroTik, a destination that was translated", line: tikLine, want: { src: "192.0.2.8", srcPort: 50_123, dst: "10.0.0.5", dstPort: 80, ipProtocol: 6, packets: 1, bytes: 60, flags: 2, extras: { metadata: { firewall: { event: "denied", chain: "forward", ruleName: "DROP-WAN", state: "new", inInterface: "ether1", outInterface: "bridge" }, nat: { dstIpBefore: "203.0.113.9", dstPortBefore: 8080 } } } } },
  { name: "MikroTik, IPv6, no header", line: "firewall,info input: in:ether1 out:(unknown 0), connection-state:new proto UDP, [2001:db8::8]:500->[2001:db8::1]:500, len 120", want: { src: "2001:db8::8", srcPort: 500, dst: "2001:db8::1", ipProtocol: 17, bytes: 120 } },
  { name: "MikroTik, ICMP and source translation", line: "firewall,info forward: in:bridge out:ether1, connection-state:new,snat proto ICMP (type 8, code 0), 10.0.0.5->198.51.100.7, NAT (10.0.0.5->203.0.113.9)->198.51.100.7, len 84", want: { ipProtocol: 1, icmp: 0x0800, extras: { metadata: { nat: { srcIp: "203.0.113.9" } } } } },
]
for (const { name, line, want } of tables) test(name, () => {
  const { said, rows } = take(line)
  expect(said).toEqual(["record"])
  expect(rows).toMatchObject([want])
})

test("a session that is told at its start, on its way and at its end counts once; another of the same number counts anew", () => {
  const start = forti('logid="0000000015" action="start" sentbyte=0 rcvdbyte=0'), way = forti('logid="0000000020" action="accept" duration=30 sentbyte=500 rcvdbyte=4000 sentpkt=5 rcvdpkt=6')
  const { rows } = take(start, way, fortiEnd, fortiEnd)
  expect(rows.map(({ packets, bytes, reverseBytes, marks }) => [packets, bytes, reverseBytes, marks])).toEqual([[0, 0, 0, SRC_IS_CLIENT], [5, 500, 4000, SRC_IS_CLIENT], [7, 1000, 5000, SESSION], [12, 1500, 9000, SESSION]])
})

const others = [
  { line: "<30>Nov 14 22:13:20 host sshd[1]: Accepted publickey for ann", says: "other" }, { line: "<189>" + fortiEnd.slice(5).replace('type="traffic"', 'type="event"'), says: "other" },
  { line: "<134>filterlog[1]: 5,,,1", says: "line-malformed" }, { line: pfLine.replace("192.0.2.8", "192.0.2.800"), says: "addresses-malformed" }, { line: tikLine.replace("192.0.2.8:50123->10", "x"), says: "line-malformed" },
  { line: sophosLine.replace('log_type="Firewall"', 'log_type="Event"'), says: "other" }, { line: fortiEnd.replace("10.0.0.5", "2001:db8::1"), says: "addresses-malformed" }, { line: "", says: "other" },
]
for (const { line, says } of others) test(`${says}: ${line.slice(0, 60)}`, () => expect(take(line).said).toEqual([says]))

const hostile = ["99999999999999999999999", "-1", "\u0000\u001b[31m", "1e309", "__proto__", "\"", "=\\", "\uD800", "x".repeat(5000)]
test("cut at any byte, or with anything in a value's place, each line is one thing and texts are printable", () => {
  for (const { line } of tables) {
    for (let cut = 0; cut <= line.length; cut++) check(line.slice(0, cut))
    for (const bad of hostile) for (const match of line.matchAll(/[\w.:]+/g)) check(line.slice(0, match.index) + bad + line.slice(match.index + match[0].length))
  }
})
function check(line: string): void {
  const { said, rows } = take(line)
  expect(said.filter((one) => one === "record")).toHaveLength(rows.length)
  // eslint-disable-next-line no-control-regex
  if (rows.length > 0 && /[\u0000-\u001f]/.test(JSON.stringify(rows[0]).replaceAll(/\\u00[01]/g, "\u0000"))) expect.fail(`unprintable: ${line}`)
}
