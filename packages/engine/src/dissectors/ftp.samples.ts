// FTP control connections.
import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "clear-text login",
    flow: { serverPort: 21 },
    steps: [
      { from: "server", text: "220 (vsFTPd 3.0.3)\r\n" },
      { from: "client", text: "USER alice\r\n" },
      { from: "server", text: "331 Please specify the password.\r\n" },
      { from: "client", text: "PASS secret\r\n" },
      { from: "server", text: "230 Login successful.\r\n" },
      { from: "client", text: "PASV\r\n" },
      { from: "server", text: "227 Entering Passive Mode (192,0,2,1,200,10).\r\n" },
    ],
    want: { app: "FTP_CONTROL", confidence: "content", risks: ["clear_text_credentials"], evidence: { clear_text_credentials: "FTP user alice" } },
  },
  {
    name: "another port, failed login",
    flow: { serverPort: 2100 },
    steps: [
      { from: "server", text: "220 ProFTPD Server ready.\r\n" },
      { from: "client", text: "USER bob\r\n" },
      { from: "server", text: "331 Password required\r\n" },
      { from: "client", text: "PASS x\r\n" },
      { from: "server", text: "530 Login incorrect.\r\n" },
    ],
    want: { app: "FTP_CONTROL", confidence: "content" },
  },
]
