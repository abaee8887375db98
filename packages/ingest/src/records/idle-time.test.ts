import { expect, test } from "vitest"
import * as make from "../netflow/testing-datagrams.ts"
import { collect } from "../netflow/testing-collect.ts"
import { smallFields, smallValues } from "../netflow/testing-samples.ts"
import { idleSeconds, sharedIdleSeconds } from "./idle-time.ts"

const timeouts = [
  { name: "nothing told", told: [0, 0], want: null },
  { name: "a short active timeout", told: [60, 15], want: 70 },
  { name: "silent ones are told later than those that go on", told: [60, 120], want: 130 },
  { name: "half an hour", told: [1800, 15], want: 1810 },
  { name: "a day is not believed", told: [65_535, 0], want: 1810 },
  { name: "an idle timeout alone says nothing of long flows", told: [0, 15], want: 150 },
  { name: "and may be long", told: [0, 600], want: 610 },
] as const
for (const { name, told: [active, idle], want } of timeouts) test(`one exporter: ${name}`, () => expect(idleSeconds(active, idle)).toBe(want))

const shared = [
  { told: [], want: null },
  { told: [null, null], want: null },
  { told: [70, 40], want: 70 },
  { told: [70, null], want: 150 },
  { told: [1810, null], want: 1810 },
]
for (const { told, want } of shared) test(`a table of [${told.join(", ")}]`, () => expect(sharedIdleSeconds(told)).toBe(want))

const options: readonly make.TestField[] = [[36, 2], [37, 2]]
const data = make.dataSet(256, smallFields, [smallValues])
const exporters = [
  { name: "NetFlow v9", sent: make.v9({}, make.v9OptionsTemplate(300, [[1, 4]], options), make.set(300, make.concat(make.u32(0), make.record(options, [300, 15]))), make.v9Template(256, smallFields), data) },
  { name: "IPFIX", sent: make.ipfix({}, make.ipfixOptionsTemplate(300, [[149, 4]], options), make.set(300, make.concat(make.u32(0), make.record(options, [300, 15]))), make.ipfixTemplate(256, smallFields), data) },
]
for (const { name, sent } of exporters) {
  test(`${name}: the exporter's options say it, and its page shows it`, () => {
    const { decoder } = collect([sent])
    expect(decoder.flowIdleSeconds()).toBe(310)
    expect(decoder.exporters()[0].notes).toContain("Its timeouts: flows that go on are told every 300 s, silent ones after 15 s")
  })
}
