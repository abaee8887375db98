// Made-up sources whose templates and data decode, through what the collector asks for every datagram: who was here before keeps each record,
// who comes in the middle gets in, and points stay free for both.
import { MAX_OBSERVATION_POINTS } from "@netweir/engine/records/observation-points.ts"
import { expect, test } from "vitest"
import { collector, TEST_NOW_US } from "../netflow/testing-collect.ts"
import * as make from "../netflow/testing-datagrams.ts"
import { smallFields as fields, smallValues as values } from "../netflow/testing-samples.ts"
import { parseExporterRules } from "../records/exporter-rules.ts"
import { ExporterAdmission } from "./admission.ts"

const SPOOFED = 100_000
/** 10,000 made-up datagrams a second; a genuine exporter sends ten. */
const STEP_US = 100
const STEPS_PER_GENUINE = 1000

test("100,000 made-up sources with data that decodes hurt no exporter", () => {
  const { decoder, give, block, points } = collector()
  const admission = new ExporterAdmission(parseExporterRules({}).rules, {}, 1)
  const template = make.v9Template(256, fields)
  const data = make.dataSet(256, fields, [values])
  const address = (n: number) => Uint32Array.of(0, 0, 0xffff, n >>> 0)
  const taken = new Map<number, number>()
  let atUs = TEST_NOW_US
  const send = (n: number, sequence: number): boolean => {
    if (admission.admit(address(n), 0, atUs) !== "admitted") return false
    block.count = 0
    give(make.v9({ sequence }, template, data), { words: address(n), atUs })
    taken.set(n, (taken.get(n) ?? 0) + block.count)
    return true
  }
  const [early, late] = [0xc633_6401, 0xc633_6402]
  let [earlySent, lateSent, lateRefused] = [0, 0, 0]
  send(early, earlySent++)
  for (let n = 0; n < SPOOFED; n++) {
    atUs += STEP_US
    send(0x0a00_0000 + n, 0)
    if (n % STEPS_PER_GENUINE !== 0) continue
    expect(send(early, earlySent++)).toBe(true)
    if (n < SPOOFED / 2) continue
    if (send(late, lateSent)) lateSent++
    else lateRefused++
  }
  expect(taken.get(early)).toBe(earlySent)
  expect(taken.get(late)).toBe(lateSent)
  expect(lateSent).toBeGreaterThan(20)
  expect(lateRefused).toBeLessThan(30) // two or three seconds
  expect(points.count).toBeLessThan(MAX_OBSERVATION_POINTS / 4)
  expect(points.refused).toBe(0)
  const genuine = decoder.exporters().filter(({ point }) => [early, late].includes(points.at(point)?.words[3] ?? 0))
  expect(genuine.map(({ records, lost, reordered }) => [records, lost, reordered])).toEqual([[earlySent, 0, 0], [lateSent, 0, 0]])
})
