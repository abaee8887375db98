// Every way of counting that exporters have, with and without losses: what is told as lost is what was, in the unit that is counted.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Sequence } from "./sequence.ts"

interface Datagram { readonly flows: number; readonly options: number }
const ways = [
  { name: "records before", units: ({ flows, options }: Datagram) => flows + options, isThrough: false, version: 10, oddity: null },
  { name: "flows before", units: ({ flows }: Datagram) => flows, isThrough: false, version: 10, oddity: "flows before the datagram, without records of options" },
  { name: "records through", units: ({ flows, options }: Datagram) => flows + options, isThrough: true, version: 10, oddity: "records, those of the datagram included" },
  { name: "flows through, as softflowd", units: ({ flows }: Datagram) => flows, isThrough: true, version: 10, oddity: "flows, those of the datagram included, without records of options" },
  { name: "datagrams in IPFIX", units: () => 1, isThrough: false, version: 10, oddity: "datagrams" },
  { name: "v9 as it should be", units: () => 1, isThrough: false, version: 9, oddity: null },
  { name: "v9 that counts records", units: ({ flows, options }: Datagram) => flows + options, isThrough: false, version: 9, oddity: "records before the datagram" },
]

/** Options come with every fourth datagram, beginning with the first. */
const stream = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 60, maxLength: 80 }).map((flows) => flows.map((count, i) => ({ flows: count, options: i % 4 === 0 ? 1 : 0 })))
const dropped = fc.uniqueArray(fc.integer({ min: 2, max: 58 }), { maxLength: 3 })

function follow(version: number, datagrams: readonly Datagram[], units: (datagram: Datagram) => number, isThrough: boolean, lost: readonly number[], first = 0) {
  const sequence = new Sequence(version)
  let counted = first
  datagrams.forEach((datagram, i) => {
    const before = counted
    counted = (counted + units(datagram)) >>> 0
    if (lost.includes(i)) return
    expect(sequence.arrive(isThrough ? counted : before, i + 1, false)).toBe(false)
    sequence.advance({ ...datagram, isCertain: true })
  })
  return sequence
}

describe("what was lost", () => {
  for (const { name, units, isThrough, version, oddity } of ways) {
    test(name, () => {
      fc.assert(fc.property(stream, dropped, fc.constantFrom(0, 1000, 0xffff_ff00), (datagrams, lost, first) => {
        const sequence = follow(version, datagrams, units, isThrough, lost, first)
        const missing = lost.reduce((sum, i) => sum + units(datagrams[i]), 0)
        expect({ lost: sequence.lost, reordered: sequence.reordered, restarts: sequence.restarts, oddity: sequence.oddity }).toEqual({ lost: missing, reordered: 0, restarts: 0, oddity })
      }))
    })
  }

  test("one loss alone is believed", () => {
    const sequence = new Sequence(5)
    for (const [number, flows] of [[0, 30], [60, 30], [90, 12]]) {
      sequence.arrive(number, number + 1, false)
      sequence.advance({ flows, options: 0, isCertain: true })
    }
    expect([sequence.lost, sequence.oddity]).toEqual([30, null])
  })

  test("datagrams of one size: every loss counts, though several ways fit", () => {
    const datagrams = Array.from({ length: 50 }, () => ({ flows: 24, options: 0 }))
    expect(follow(10, datagrams, ({ flows }) => flows, false, [5, 9, 20, 21, 40]).lost).toBe(5 * 24)
    expect(follow(9, datagrams, () => 1, false, [5, 9, 20, 21, 40]).lost).toBe(5)
  })
})

test("a datagram that came before is found, behind a late one, too", () => {
  const sequence = new Sequence(5)
  const take = (number: number) => {
    const isKnown = sequence.arrive(number, number + 1, false)
    if (!isKnown) sequence.advance({ flows: 1, options: 0, isCertain: true })
    return isKnown
  }
  expect([10, 12, 11, 12, 10, 13].map(take)).toEqual([false, false, false, true, true, false])
  expect([sequence.lost, sequence.reordered, sequence.duplicates]).toEqual([0, 1, 2])
})

test("data without its template says nothing of what is lost", () => {
  const sequence = new Sequence(10)
  for (const [number, flows, isCertain] of [[0, 5, true], [5, 0, false], [60, 5, true], [65, 5, true]] as const) {
    sequence.arrive(number, number + 1, false)
    sequence.advance({ flows, options: 0, isCertain })
  }
  expect([sequence.lost, sequence.restarts]).toEqual([0, 0])
})
