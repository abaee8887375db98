// Made-up sources, each with a template that nobody has seen: an exporter that delivers is not hurt, and one that comes later gets in.
import { expect, test } from "vitest"
import { collector } from "./testing-collect.ts"
import * as make from "./testing-datagrams.ts"
import { smallFields as fields, smallValues as values } from "./testing-samples.ts"

const SPOOFED = 100_000
const template = make.v9Template(256, fields)
const data = make.dataSet(256, fields, [values])
const address = (n: number) => Uint32Array.of(0, 0, 0xffff, (0x0a00_0000 + n) >>> 0)

test("100,000 made-up sources with templates: who came first still decodes, who comes after gets in at once", () => {
  const { decoder, give, block, points } = collector()
  const [first, late] = [address(0xff_0001), address(0xff_0002)]
  give(make.v9({ sequence: 0 }, template, data), { words: first })
  for (let n = 0; n < SPOOFED; n++) give(make.v9({ sequence: n }, template), { words: address(n), port: 1024 + (n % 60_000) })
  give(make.v9({ sequence: 1 }, data), { words: first })
  give(make.v9({ sequence: 0 }, template, data), { words: late })
  expect(block.count).toBe(3)
  const { evictedSessions, records } = decoder.counters()
  expect(evictedSessions).toBeGreaterThan(0)
  expect(records.dropped).toEqual({})
  expect(decoder.exporters()).toHaveLength(2)
  expect(points.at(3)).toBeNull()
})
