import { expect, test } from "vitest"
import { Packet } from "../decode/packet.ts"
import { countPacket, trackLatency } from "./count-packet.ts"
import { FLOW_MIDSTREAM, FLOW_SWAPPED } from "./flags.ts"
import { FlowColumns } from "./flow-columns.ts"
import { startFlow } from "./start-flow.ts"
import { TCP_CLOSED, TCP_CLOSING, TCP_ESTABLISHED, TCP_MIDSTREAM, TCP_RESET, TCP_SYN_SENT, trackTcp } from "./track-tcp.ts"

const FIN = 1, SYN = 2, RST = 4, ACK = 16

/** A conversation: who, when (ms), flags, sequence, payload bytes, window. `a` sent the first packet. */
type Line = readonly [from: "a" | "b", ms: number, flags: number, sequence: number, length?: number, window?: number]

function play(lines: readonly Line[]) {
  const flows = new FlowColumns(1)
  const packet = new Packet()
  packet.ipProtocol = 6
  for (const [i, [from, ms, flags, sequence, length = 0, window = 1000]] of lines.entries()) {
    Object.assign(packet, { timestampUs: 1e15 + ms * 1000, tcpFlags: flags, tcpSequence: sequence >>> 0, payloadWireBytes: length, payloadBytes: length, tcpWindow: window, wireBytes: 54 + length })
    if (i === 0) startFlow(flows, 0, packet)
    trackTcp(flows, 0, packet, from === "a")
    countPacket(flows, 0, packet, from === "a")
    if (length > 0) trackLatency(flows, 0, packet, from === "a")
  }
  const read = (name: keyof FlowColumns) => (flows[name] as Uint32Array)[0]
  return {
    state: read("tcpState"), swapped: (flows.flags[0] & FLOW_SWAPPED) !== 0, midstream: (flows.flags[0] & FLOW_MIDSTREAM) !== 0,
    retransmissions: [read("retransmissionsAB"), read("retransmissionsBA")], outOfOrder: [read("outOfOrderAB"), read("outOfOrderBA")],
    lost: [read("lostAB"), read("lostBA")], zeroWindow: [read("zeroWindowAB"), read("zeroWindowBA")],
    rtt: [read("clientRttUs"), read("serverRttUs")], latency: read("appLatencyUs"), flags: [read("tcpFlagsAB"), read("tcpFlagsBA")],
  }
}

const handshake: readonly Line[] = [["a", 0, SYN, 99], ["b", 30, SYN | ACK, 499], ["a", 40, ACK, 100]]
const clean = { retransmissions: [0, 0], outOfOrder: [0, 0], lost: [0, 0], zeroWindow: [0, 0] }

const cases: readonly { name: string; lines: readonly Line[]; want: object }[] = [
  { name: "handshake: client and server round trips", lines: handshake, want: { state: TCP_ESTABLISHED, swapped: false, rtt: [10_000, 30_000], ...clean } },
  { name: "request and answer: latency less the network's part", lines: [...handshake, ["a", 50, ACK, 100, 10], ["b", 130, ACK, 500, 20]], want: { latency: 50_000, ...clean } },
  { name: "server speaks first: latency counts from the first request", lines: [...handshake, ["b", 50, ACK, 500, 20], ["a", 60, ACK, 100, 5], ["b", 100, ACK, 520, 5]], want: { latency: 10_000 } },
  { name: "both close", lines: [...handshake, ["a", 50, FIN | ACK, 100], ["b", 60, FIN | ACK, 500], ["a", 70, ACK, 101]], want: { state: TCP_CLOSED, flags: [19, 19], ...clean } },
  { name: "one side closes", lines: [...handshake, ["a", 50, FIN | ACK, 100]], want: { state: TCP_CLOSING } },
  { name: "reset", lines: [...handshake, ["b", 50, RST, 500]], want: { state: TCP_RESET } },
  { name: "refused", lines: [["a", 0, SYN, 99], ["b", 1, RST | ACK, 0]], want: { state: TCP_RESET, swapped: false } },
  { name: "SYN without answer, sent again", lines: [["a", 0, SYN, 99], ["a", 1000, SYN, 99], ["a", 3000, SYN, 99]], want: { state: TCP_SYN_SENT, retransmissions: [2, 0] } },
  { name: "capture begins with the SYN-ACK: its sender is the server", lines: [["a", 0, SYN | ACK, 499], ["b", 10, ACK, 100], ["b", 20, ACK, 100, 10], ["a", 30, ACK, 500, 10]], want: { state: TCP_ESTABLISHED, swapped: true, rtt: [10_000, 0], latency: 10_000 } },
  { name: "stragglers of an older connection, then B opens one", lines: [["a", 0, ACK, 7], ["b", 10, SYN, 99], ["a", 20, SYN | ACK, 499], ["b", 25, ACK, 100]], want: { state: TCP_ESTABLISHED, swapped: true, rtt: [5000, 10_000] } },
  { name: "begins in the middle", lines: [["a", 0, ACK, 5000, 100], ["b", 1, ACK, 9000, 100]], want: { state: TCP_MIDSTREAM, midstream: true, ...clean } },
  { name: "sent again after a while", lines: [...handshake, ["a", 50, ACK, 100, 10], ["a", 300, ACK, 100, 10]], want: { ...clean, retransmissions: [1, 0] } },
  { name: "sent again with more", lines: [...handshake, ["a", 50, ACK, 100, 10], ["a", 300, ACK, 100, 30], ["a", 310, ACK, 130, 5]], want: { ...clean, retransmissions: [1, 0] } },
  { name: "two segments overtook each other", lines: [...handshake, ["b", 50, ACK, 500, 100], ["b", 51, ACK, 700, 100], ["b", 52, ACK, 600, 100], ["b", 53, ACK, 800, 10]], want: { ...clean, outOfOrder: [0, 1] } },
  { name: "lost before us and sent again", lines: [...handshake, ["b", 50, ACK, 500, 100], ["b", 51, ACK, 700, 100], ["b", 300, ACK, 600, 100]], want: { ...clean, lost: [0, 1], retransmissions: [0, 1] } },
  { name: "lost and never seen", lines: [...handshake, ["b", 50, ACK, 500, 100], ["b", 51, ACK, 600 + 2 * 1460, 100]], want: { ...clean, lost: [0, 2] } },
  { name: "keep-alives are no retransmissions", lines: [...handshake, ["a", 50, ACK, 100, 10], ["a", 60_050, ACK, 109, 0], ["a", 120_050, ACK, 109, 1], ["b", 120_060, ACK, 500]], want: clean },
  { name: "pure acknowledgements count for nothing", lines: [...handshake, ["a", 50, ACK, 100, 10], ["b", 51, ACK, 500], ["b", 52, ACK, 500], ["b", 53, ACK, 500]], want: clean },
  { name: "sequence numbers wrap", lines: [["a", 0, ACK, 0xfffffff0, 16], ["a", 1, ACK, 0, 10], ["a", 2, ACK, 10, 10]], want: clean },
  { name: "wrap with a hole", lines: [["a", 0, ACK, 0xfffffff0, 8], ["a", 1, ACK, 8, 10], ["a", 2, ACK, 0xfffffff8, 16]], want: { ...clean, outOfOrder: [1, 0] } },
  { name: "zero windows, but not in SYN and reset", lines: [["a", 0, SYN, 99, 0, 0], ["b", 1, SYN | ACK, 499], ["a", 2, ACK, 100, 0, 0], ["a", 3, ACK, 100, 0, 0], ["b", 4, RST, 500, 0, 0]], want: { zeroWindow: [2, 0] } },
  { name: "a jump is another connection, not loss", lines: [...handshake, ["a", 50, ACK, 100, 10], ["a", 60, ACK, 0x7000_0000, 10], ["a", 70, ACK, 0x7000_000a, 10]], want: clean },
  { name: "ports used again in one flow", lines: [...handshake, ["a", 50, FIN | ACK, 100], ["b", 60, FIN | ACK, 500], ["a", 900, SYN, 77_000], ["b", 930, SYN | ACK, 88_000], ["a", 940, ACK, 77_001, 10]], want: clean },
]
for (const { name, lines, want } of cases) test(`tcp: ${name}`, () => expect(play(lines)).toMatchObject(want))
