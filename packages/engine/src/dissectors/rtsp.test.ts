import { expect, test } from "vitest"
import { InspectionBench, type Step } from "../inspect/testing.ts"
import { rtsp } from "./rtsp.ts"

const camera = { transport: "tcp", clientIp: "192.0.2.1", serverIp: "192.0.2.9", clientPort: 40_000, serverPort: 554 } as const
const setUp = (transport: string): Step[] => [
  { from: "client", text: `SETUP rtsp://cam.example.com/live/track1 RTSP/1.0\r\nCSeq: 3\r\nTransport: ${transport}\r\n\r\n` },
  { from: "server", text: `RTSP/1.0 200 OK\r\nCSeq: 3\r\nTransport: ${transport};server_port=9000-9001\r\nSession: 1\r\n\r\n` },
]
const noise: readonly Step[] = [{ from: "server", hex: "11223344556677889900" }]
const udp = (serverPort: number, clientPort: number) => ({ transport: "udp", clientIp: "192.0.2.1", serverIp: "192.0.2.9", clientPort, serverPort }) as const

test.each([
  ["the ports of media that a set-up names", "RTP/AVP;unicast;client_port=8000-8001", udp(9000, 8000), { app: "RTP", confidence: "correlation" }],
  ["those of the reports", "RTP/AVP;unicast;client_port=8000-8001", udp(9001, 8001), { app: "RTCP", confidence: "correlation" }],
  ["the client's alone, the server sends from another", "RTP/AVP/UDP;unicast;client_port=8000-8001", udp(47_000, 8000), { app: "RTP", confidence: "correlation" }],
  ["others", "RTP/AVP;unicast;client_port=8000-8001", udp(47_000, 8002), { confidence: "none" }],
  ["none, when media come in between", "RTP/AVP/TCP;interleaved=0-1;client_port=18000", udp(47_001, 18_000), { confidence: "none" }],
  ["no port that is none", "RTP/AVP;unicast;client_port=99999-0", udp(47_000, 34_463), { confidence: "none" }],
])("announced: %s", (_name, transport, flow, want) => {
  const bench = new InspectionBench([rtsp])
  expect(bench.run(camera, setUp(transport))).toMatchObject({ app: "RTSP" })
  expect(bench.run(flow, noise)).toMatchObject(want)
})
