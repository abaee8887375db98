import type { DissectorSample } from "../inspect/samples.ts"

const of = (name: string, app: string, serverPort: number, step: { hex?: string; text?: string }, transport: "tcp" | "udp" = "tcp"): DissectorSample => ({
  name, flow: { transport, serverPort }, steps: [{ from: "client", ...step }], want: { app, confidence: "content" },
})

export const samples: readonly DissectorSample[] = [
  of("version 1", "HAProxy", 443, { text: "PROXY TCP4 192.0.2.1 192.0.2.2 1000 443\r\n" }),
  of("request", "Corba", 40_000, { hex: "47494f50 01020000 000000d8 00000000" }),
  of("logon", "FIX", 1024, { text: "8=FIXT.1.1\x019=62\x0135=A\x01" }),
  of("message header", "HL7", 6661, { text: "\x0bMSH|^~\\&|SENDER|" }),
  of("client", "Nats", 4222, { text: 'CONNECT {"verbose":false}\r\n' }),
  of("version", "VNC", 5900, { text: "RFB 003.008\n" }),
  of("open", "BGP", 179, { hex: `${"ff".repeat(16)} 001d 01 04 fe09 00b4 c0a8000f 00` }),
  of("ICA", "Citrix", 1494, { hex: "7f7f49434100" }),
  of("active checks", "Zabbix", 10051, { hex: "5a425844 01 1300000000000000 7b2272657175657374223a" }),
  {
    name: "beacon", flow: { transport: "udp", serverPort: 2190 },
    steps: [{ from: "client", text: "TiVoConnect=1\nswversion=1.0\nmethod=broadcast\nidentity=uuid:0123\nmachine=Den\nplatform=pc/media\nservices=TiVoMediaServer:8200/http\n" }],
    want: { app: "TiVoConnect", confidence: "content", info: "Den", metadata: { tivoConnect: { softwareVersion: "1.0", identity: "uuid:0123", machine: "Den", platform: "pc/media", services: "TiVoMediaServer:8200/http" } } },
  },
  { name: "greeting", flow: { serverPort: 2501 }, steps: [{ from: "server", text: "*KISMET: 0.0.0 1144004381 \x01Kismet\x01 \n" }], want: { app: "Kismet", confidence: "content" } },
  of("probe", "RipeAtlas", 29195, { text: "MGLNDD_192.0.2.1_29195" }, "udp"),
  of("disco", "Tailscale", 41641, { hex: "5453f09f92ac 0102030405060708" }, "udp"),
  of("datagrams of CORBA", "Corba", 5001, { hex: "4d494f50 1000 0010 00000000 00000001 00000004 00000000" }, "udp"),
  of("two frames", "Controller_Area_Network", 11898, { hex: "49534f3131383938 01 02 6a 12f10908 3b20d670 0000" }, "udp"),
  of("greeting", "RSYNC", 873, { text: "@RSYNCD: 31.0\n" }),
  of("greeting", "Munin", 4949, { text: "# munin node at web01\n" }),
  of("participant", "RTPS", 7400, { hex: "52545053 0203 010f 0102030405060708090a0b0c 0901 0800" }, "udp"),
  of("stream", "JRMI", 1099, { hex: "4a524d49 0002 4b" }),
  of("banner of version 1", "Ceph", 6789, { text: "ceph v027" }),
  of("discover", "BJNP", 8612, { hex: "424a4e50 01 01 0000 0001 0000 00000000" }, "udp"),
  of("handshake", "Monero", 18080, { hex: "0121010101010101 e200000000000000 01 e9030000 00000000 01000000 01000000" }),
  of("banner", "MS-RPCH", 593, { text: "ncacn_http/1.0" }),
  of("server query", "TeamSpeak", 10011, { text: "TS3\n\rWelcome to the TeamSpeak 3 ServerQuery interface" }),
]
