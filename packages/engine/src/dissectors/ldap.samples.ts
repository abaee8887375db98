import { textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "simple bind",
    flow: { serverPort: 389 },
    steps: [{ from: "client", hex: `30 18 020101 6013 020103 0406 ${textHex("cn=bob")} 8006 ${textHex("secret")}` }, { from: "server", hex: "30 0c 020101 6107 0a0100 0400 0400" }],
    want: { app: "LDAP", info: "cn=bob", risks: ["clear_text_credentials"], metadata: { ldap: { operation: "bind", bindName: "cn=bob" } } },
  },
  {
    name: "search over UDP",
    flow: { transport: "udp", serverPort: 389 },
    steps: [{ from: "client", hex: "30 25 020101 6320 0400 0a0100 0a0100 020100 020100 010100 870b 6f626a656374436c617373 3000" }],
    want: { app: "LDAP" },
  },
]
