import { expect, test } from "vitest"
import { CISCO, elementKey, NPROBE, REVERSE, v9Key } from "../element-key.ts"
import { targets } from "../targets.ts"
import { allElements, bytesOfType, describeElement } from "./index.ts"

test("each element has a name, a type and semantics of the registry", () => {
  const words = new Set(["q", "t", "d", "i", "f", "l", "s", "g", "-"])
  for (const { key, name, type, semantics } of allElements.values()) {
    expect(name, String(key)).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/)
    expect(type === null || type in bytesOfType, name).toBe(true)
    expect(words.has(semantics), name).toBe(true)
  }
  const iana = [...allElements.values()].filter(({ key }) => key < 0x10000)
  expect(iana.length).toBeGreaterThan(475)
  expect(new Set(iana.map(({ name }) => name)).size).toBe(iana.length)
  for (const { name, semantics } of iana) {
    if (name.endsWith("DeltaCount")) expect(semantics, name).toBe("d")
    if (name.endsWith("TotalCount") && !name.startsWith("distinct")) expect(semantics, name).toBe("t")
  }
})

test("names for people", () => {
  expect(describeElement(8)).toBe("sourceIPv4Address")
  expect(describeElement(elementKey(REVERSE, 1))).toBe("reverse octetDeltaCount")
  expect(describeElement(v9Key(40005))).toBe("firewallEvent")
  expect(describeElement(v9Key(57_590))).toBe("L7_PROTO")
  expect(describeElement(elementKey(CISCO, 30_000))).toBe("Cisco 30000")
  expect(describeElement(elementKey(4711, 5))).toBe("4711.5")
  expect(v9Key(57_590)).toBe(elementKey(NPROBE, 118))
})

test("every element that is used is in the table, and takes the length of its type", () => {
  for (const { key, snippet } of targets) {
    const element = allElements.get(key >= elementKey(REVERSE, 0) && key < elementKey(REVERSE + 1, 0) ? key % 0x10000 : key)
    expect(element, describeElement(key)).toBeDefined()
    const bytes = element?.type ? bytesOfType[element.type] : 0
    if (bytes > 0) expect(snippet(bytes), describeElement(key)).not.toBeNull()
  }
})
