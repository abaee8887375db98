import { expect, test } from "vitest"
import { parseExporterRules } from "../records/exporter-rules.ts"
import { ExporterAdmission } from "./admission.ts"

const everybody = parseExporterRules({}).rules
const SECOND_US = 1_000_000

function address(n: number): Uint32Array {
  return Uint32Array.of(0, 0, 0xffff, 0x0a00_0000 + n)
}

test("few: let in at once", () => {
  const admission = new ExporterAdmission(everybody, { free: 100, known: 200 }, 1)
  for (let n = 0; n < 100; n++) expect(admission.admit(address(n), 0, 0)).toBe("admitted")
  expect(admission.admit(address(100), 0, 0)).toBe("too-many-exporters")
  for (let n = 0; n < 100; n++) expect(admission.admit(address(n), 0, 1)).toBe("admitted")
})

test("who keeps sending gets in, though the free places are taken", () => {
  const admission = new ExporterAdmission(everybody, { free: 1, known: 200 }, 1)
  admission.admit(address(0), 0, 0)
  expect(admission.admit(address(1), 0, 0)).toBe("too-many-exporters")
  expect(admission.admit(address(1), 0, 1)).toBe("too-many-exporters")
  expect(admission.admit(address(1), 0, 2)).toBe("too-many-exporters") // many at once are no proof
  expect(admission.admit(address(1), 0, SECOND_US)).toBe("admitted")
  expect(admission.admit(address(1), 0, SECOND_US)).toBe("admitted")
})

test("100,000 made-up addresses, twice: those who were here stay, a genuine newcomer gets in, the tables stay small", () => {
  const admission = new ExporterAdmission(everybody, {}, 1)
  for (let n = 0; n < 50; n++) admission.admit(address(n), 0, 0)
  let newcomer = 0
  let refused = 0
  let nowUs = 0
  for (let n = 0; n < 200_000; n++) {
    nowUs += 50 // 20,000 datagrams per second
    admission.admit(Uint32Array.of(0, 0, 0xffff, 0x2000_0000 + Math.imul(n % 100_000, 2_654_435_761)), 0, nowUs)
    if (n % 100 !== 0) continue
    for (let genuine = 0; genuine < 50; genuine++) if (admission.admit(address(genuine), 0, nowUs) !== "admitted") refused++
    if (admission.admit(address(7777), 0, nowUs) === "admitted") newcomer++
  }
  expect(refused).toBe(0)
  expect(newcomer).toBeGreaterThan(0)
  expect(admission.count).toBeLessThan(2048 + 50)
})

test("when full, the silent make room", () => {
  const admission = new ExporterAdmission(everybody, { free: 10, known: 10 }, 1)
  for (let n = 0; n < 10; n++) admission.admit(address(n), 0, n < 5 ? 0 : 3_000 * SECOND_US)
  const prove = (n: number, atUs: number) => [0, 1, 2].map((i) => admission.admit(address(n), 0, atUs + i * SECOND_US)).at(-1)
  expect(prove(50, 3_001 * SECOND_US)).toBe("too-many-exporters")
  expect(prove(51, 3_700 * SECOND_US)).toBe("admitted")
  expect(admission.count).toBe(6)
  expect(admission.admit(address(9), 0, 3_701 * SECOND_US)).toBe("admitted")
})

test("the list of the allowed goes first", () => {
  const admission = new ExporterAdmission(parseExporterRules({ allow: ["10.0.0.1"] }).rules, {}, 1)
  expect(admission.admit(address(1), 0, 0)).toBe("admitted")
  expect(admission.admit(address(2), 0, 0)).toBe("exporter-not-allowed")
  expect(admission.count).toBe(1)
})
