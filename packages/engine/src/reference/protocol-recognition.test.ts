import { readFileSync, readdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { protocols } from "@netweir/model"
import { protocolDescriptions } from "@netweir/model/data/protocol-descriptions.ts"
import { guideOf } from "@netweir/model/protocol-guide.ts"
import { dissectors } from "../dissectors/index.ts"
import type { DissectorSample } from "../inspect/samples.ts"
import { InspectionBench } from "../inspect/testing.ts"
import { inspectPcap } from "../inspect/testing-pcap.ts"
import { recognitionTable, type SeenFlow } from "./protocol-recognition.ts"
import { protocolsReference } from "./protocols-reference.ts"

const root = fileURLToPath(new URL("../../../../", import.meta.url))
const tableFile = path.join(root, "packages/model/src/data/protocol-recognition.ts")
const docs = path.join(root, "docs/protocols.md")

/** The samples of the dissectors, and the captures of our own. */
async function seenFlows(): Promise<SeenFlow[]> {
  const flows: SeenFlow[] = []
  const folder = path.join(root, "packages/engine/src/dissectors")
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".samples.ts"))) {
    const { samples }: { samples: readonly DissectorSample[] } = await import(/* @vite-ignore */ path.join(folder, file))
    for (const sample of samples) flows.push(labelled(new InspectionBench(dissectors).run(sample.flow, sample.steps)))
  }
  for (const name of readdirSync(path.join(root, "corpus"), { recursive: true }) as string[]) {
    if (name.endsWith(".pcap")) flows.push(...inspectPcap(readFileSync(path.join(root, "corpus", name))).flows.map(labelled))
  }
  return flows
}
/** Names that dissectors give to flows of other protocols (setApp, changeMaster, expect). */
function namedInSources(): ReadonlySet<string> {
  const folder = path.join(root, "packages/engine/src/dissectors")
  const texts = readdirSync(folder).filter((name) => name.endsWith(".ts") && !/\.(samples|test)\.ts$/.test(name)).map((name) => readFileSync(path.join(folder, name), "utf8"))
  return new Set(texts.flatMap((text) => [...text.matchAll(/"([A-Za-z0-9_ .-]{2,40})"/g)].map(([, word]) => word)))
}
function labelled<Flow extends SeenFlow>(flow: Flow): SeenFlow {
  return { master: flow.master, confidence: flow.confidence, metadata: flow.metadata }
}

test("the table of what is recognised and taken is what the dissectors do (GOLDEN=update rewrites it)", async () => {
  const table = recognitionTable(await seenFlows(), namedInSources())
  if (process.env.GOLDEN === "update") writeFileSync(tableFile, table)
  expect(readFileSync(tableFile, "utf8")).toBe(table)
}, 120_000)

test("docs/protocols.md is what the registry says (GOLDEN=update rewrites it; run it twice when dissectors changed)", () => {
  if (process.env.GOLDEN === "update") writeFileSync(docs, protocolsReference())
  expect(readFileSync(docs, "utf8")).toBe(protocolsReference())
})

test("every protocol has a description of its own, and how it is found is told", () => {
  expect(Object.keys(protocolDescriptions).toSorted()).toEqual(protocols.map(({ name }) => name).toSorted())
  for (const text of Object.values(protocolDescriptions)) expect(text).toMatch(/^[A-Z].{8,}\.$/)
  for (const { protocol } of dissectors) {
    const found = protocols.find(({ name }) => name.toLowerCase() === protocol.toLowerCase())!
    expect(guideOf(found).foundBy[0], protocol).toMatch(/^(content|the IP header)/)
  }
})
