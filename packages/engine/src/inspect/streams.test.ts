import { expect, test } from "vitest"
import { defineDissector, CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, type Inspection } from "./types.ts"
import { inspectPayloads, InspectionBench, type Step } from "./testing.ts"

/** Matches a stream "HELLO", then keeps every byte that it is shown, line by line. */
function lineReader(consumes: boolean) {
  const lines: string[] = []
  const whole: string[] = []
  const dissector = defineDissector({
    protocol: "FTP_CONTROL", transports: ["tcp"], firstBytes: [0x48],
    recognise(seen) {
      if (seen.stream.length < 5) return NEED_MORE
      return seen.stream.latin1(0, 5) === "HELLO" ? MATCH : NO_MATCH
    },
    extract(seen) {
      whole.push(seen.stream.latin1(0, seen.stream.length))
      for (;;) {
        const end = seen.stream.indexOfByte(0x0a)
        if (end < 0 || !consumes) return CONTINUE
        const line = seen.stream.latin1(0, end)
        lines.push(line)
        seen.consume(end + 1)
        if (line === "BYE") return DONE
      }
    },
  })
  return { dissector, lines, whole }
}

const text = (payload: string, sequence?: number): Step => ({ from: "client", text: payload, sequence })
const orders: { name: string; steps: Step[]; lines: string[] }[] = [
  { name: "one packet", steps: [text("HELLO\nBYE\n")], lines: ["HELLO", "BYE"] },
  { name: "byte by byte", steps: [..."HELLO\nBYE\n"].map((byte) => text(byte)), lines: ["HELLO", "BYE"] },
  { name: "retransmitted", steps: [text("HELLO\n"), text("HELLO\n", 1000), text("BYE\n", 1006)], lines: ["HELLO", "BYE"] },
  { name: "overlapping", steps: [text("HELLO\n"), text("LLO\nBYE\n", 1002)], lines: ["HELLO", "BYE"] },
  { name: "swapped", steps: [text("one\nBYE\n", 1006), text("HELLO\n", 1000)], lines: ["HELLO", "one", "BYE"] },
  { name: "padding of a bare ACK counted as payload", steps: [{ ...text("\0\0", 1000) }, text("HELLO\n"), text("BYE\n")], lines: ["HELLO", "BYE"] },
  { name: "numbers far from the SYN's", steps: [text("HELLO\n", 90_000_000), text("BYE\n", 90_000_006)], lines: ["HELLO", "BYE"] },
  { name: "three behind a hole", steps: [text("HEL"), text("C\n", 1010), text("B\n", 1008), text("A\n", 1006), text("LO\n", 1003)], lines: ["HELLO", "A", "B", "C"] },
  { name: "hole that never fills", steps: [text("HELLO\n"), text("x\n", 2000), text("y\n", 2002), text("z\n", 2004), text("a\n", 2006), text("b\n", 2008)], lines: ["HELLO", "x", "y", "z", "a", "b"] },
]
for (const { name, steps, lines } of orders) {
  test(`streams: ${name}`, () => {
    const reader = lineReader(true)
    const outcome = inspectPayloads([reader.dissector], {}, steps)
    expect(outcome.app).toBe("FTP_CONTROL")
    expect(reader.lines).toEqual(lines)
  })
}

test("streams: unconsumed bytes stay in the window", () => {
  const reader = lineReader(false)
  inspectPayloads([reader.dissector], {}, [text("HELLO"), text(" you"), text(" all")])
  expect(reader.whole).toEqual(["HELLO", "HELLO you", "HELLO you all"])
})

test("streams: a window that nobody empties ends the inspection, not the process", () => {
  const reader = lineReader(false)
  const bench = new InspectionBench([reader.dissector])
  const outcome = bench.run({}, Array.from({ length: 60 }, () => text("HELLO".repeat(280))))
  expect(outcome.app).toBe("FTP_CONTROL")
  expect(outcome.stillInspecting).toBe(false)
  expect(bench.inspector.stats()).toMatchObject({ windowsOverflowed: 1, streamBuffers: 0, records: 0 })
})

test("streams: what the snaplen cut off leaves a gap, later bytes are shown", () => {
  const reader = lineReader(true)
  inspectPayloads([reader.dissector], {}, [{ from: "client", text: "HELLO\nlost", wireBytes: 100 }, text("BYE\n")])
  expect(reader.lines).toEqual(["HELLO", "BYE"])
})

test("the other side's kept bytes are extracted first", () => {
  const seenBy: string[] = []
  const dissector = defineDissector({
    protocol: "SMTP", transports: ["tcp"],
    recognise: (seen: Inspection) => (seen.payloadPackets < 2 ? NEED_MORE : MATCH),
    extract(seen) {
      seenBy.push(`${seen.toServer ? "c" : "s"}:${seen.stream.latin1(0, seen.stream.length)}:${seen.srcPort}`)
      return CONTINUE
    },
  })
  inspectPayloads([dissector], { serverPort: 25 }, [{ from: "server", text: "220 hi" }, { from: "client", text: "EHLO" }])
  expect(seenBy).toEqual(["s:220 hi:25", "c:EHLO:49152"])
})

test("sequence numbers wrap around", () => {
  const reader = lineReader(true)
  const bench = new InspectionBench([reader.dissector])
  bench.run({ midstream: true }, [text("HELLO\n", 0xfffffffe), text("BYE\n", 4)])
  expect(reader.lines).toEqual(["HELLO", "BYE"])
})
