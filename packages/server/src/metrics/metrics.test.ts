import { readFileSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { metrics, metricsReference, renderMetrics, type Metric, type MetricSources } from "./metrics.ts"

const docs = new URL("../../../../docs/metrics.md", import.meta.url)
test("docs/metrics.md is what the table says (GOLDEN=update rewrites it)", () => {
  if (process.env.GOLDEN === "update") writeFileSync(docs, metricsReference())
  expect(readFileSync(docs, "utf8")).toBe(metricsReference())
})
test("names are unique and follow the conventions", () => {
  const names = metrics.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
  for (const { name, type, help } of metrics) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/)
    expect(name.endsWith("_total"), name).toBe(type === "counter")
    expect(help).not.toMatch(/\n|\.$/)
  }
})
test("text format: hostile labels are escaped, absent values left out", () => {
  const list: Metric[] = [
    { name: "a_total", type: "counter", help: "A", read: () => [{ labels: { interface: 'x"\\\n', n: 1 }, value: 2.5 }, { value: null }, { value: Number.NaN }] },
    { name: "b", type: "gauge", help: "B", read: () => [{ value: null }] },
  ]
  expect(renderMetrics({} as MetricSources, list)).toBe('# HELP a_total A\n# TYPE a_total counter\na_total{interface="x\\"\\\\\\n",n="1"} 2.5\n')
})
