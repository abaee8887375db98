import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("register session", "EthernetIP", { serverPort: 44818 }, { hex: "6500 0400 00000000 00000000 0000000000000000 00000000 0100 0000" }),
  oneStep("list identity", "EthernetIP", { transport: "udp", serverPort: 44818 }, { hex: "6300 0000 00000000 00000000 0102030405060708 00000000" }),
  oneStep("implicit message", "CIP", { transport: "udp", serverPort: 2222 }, { hex: "0200 0280 0800 11223344 05000000 b100 0600 0500 01000000" }),
  oneStep("a session on another port", "EthernetIP", { serverPort: 10_818 }, { hex: "6500 0400 00000000 00000000 0000000000000000 00000000 0100 0000" }),
  oneStep("a request in it", "EthernetIP", { serverPort: 10_818, midstream: true }, { hex: "6f00 1600 01000000 00000000 0000000000000001 00000000 00000000 0a00 0200 0000 0000 b200 0600 0e03 2001 2401" }),
]
