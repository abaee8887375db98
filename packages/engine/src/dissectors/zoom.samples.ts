// A client's hello to a conference server and the answer; two participants who meet.
import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

const token = "03a1b2c3d4e5f60718293a4b5c6d7e8f90"
const meeting = "0A1B2C3D-1111-2222-3333-444455556666"
export const samples: readonly DissectorSample[] = [
  {
    name: "conference",
    flow: { transport: "udp", clientPort: 50123, serverPort: 8801 },
    steps: [
      { from: "client", hex: `0100${token}0000000000000002 11223344 11223344 00000040 ${"5a".repeat(64)}` },
      { from: "server", hex: `0200${token}0a0b0c0d 11223344 0000000000000000` },
    ],
    want: { app: "Zoom", confidence: "content", encrypted: true },
  },
  {
    name: "conference on another port",
    flow: { transport: "udp", clientPort: 50123, serverPort: 9999 },
    steps: [
      { from: "client", hex: `0100${token}0000000000000002 11223344 11223344 00000040 ${"5a".repeat(64)}` },
      { from: "server", hex: `0200${token}0a0b0c0d 11223344 0000000000000000` },
    ],
    want: { app: "Zoom", confidence: "content" },
  },
  {
    name: "seen from the middle",
    flow: { transport: "udp", clientPort: 50123, serverPort: 8801 },
    steps: [{ from: "client", hex: "0300000015 6d6e7c21 00272ec9 010540" }, { from: "server", hex: "0400000015 6d6e7c21 00272ec9 010540" }],
    want: { app: "Zoom", confidence: "content" },
  },
  {
    name: "two participants",
    flow: { transport: "udp", clientPort: 40001, serverPort: 40002 },
    steps: [{ from: "client", hex: `1f020100 08000100 0400 1a2b3c4d 00000064 00000062a04c 0000000b ${textHex("192.0.2.117")} 00000024 ${textHex(meeting)}` }],
    want: { app: "Zoom", confidence: "content" },
  },
  oneStep("media of a meeting under way", "Zoom", { transport: "udp", serverPort: 8801 }, { hex: `05 010203 01020304 0f ${"00".repeat(18)} 9070 0102 03040506 0708090a bede0001 10ff0000 ${"5a".repeat(40)}` }),
]
