// Live questions, answered from the tables of this worker's engine.
import type { Engine } from "@netweir/engine/engine.ts"
import type { FlowEvidence, LiveQuestion, LiveQuestions, Page, PageRequest } from "@netweir/model"

import type { ExporterAnswers } from "./exporter-answers.ts"

export type Answers = { readonly [Q in LiveQuestion]: (request: LiveQuestions[Q]["request"]) => LiveQuestions[Q]["reply"] }

export function createAnswers(engine: Engine, exporters: ExporterAnswers, evidence: (flowId: string) => FlowEvidence | null, stats: () => LiveQuestions["stats"]["reply"]): Answers {
  return {
    exporters: (request) => longPage(request, (page) => exporters.page(page)),
    exporter: ({ key }) => exporters.detail(key),
    stats,
    flows: (request) => longPage(request, (page) => engine.flows(page)),
    flow: ({ flowId }) => engine.flow(flowId),
    flowShape: ({ flowId }) => engine.flowShape(flowId),
    flowEvidence: ({ flowId }) => evidence(flowId),
    hosts: (request) => longPage(request, (page) => engine.hosts(page)),
    host: ({ ip, vlan }) => engine.host(ip, vlan),
    groups: (request) => longPage(request, (page) => engine.groups(request.kind, page)),
    flowGroups: (request) => engine.flowGroups(request),
    search: ({ text, limit }) => engine.search(text, limit),
  }
}

const ENGINE_PAGE_ROWS = 1000

/** The engine answers at most 1,000 rows at a time; merging workers and exports need more. */
function longPage<Row>(request: PageRequest, ask: (page: PageRequest) => Page<Row>): Page<Row> {
  const wanted = request.limit ?? 50
  if (wanted <= ENGINE_PAGE_ROWS) return ask(request)
  const offset = request.offset ?? 0
  const first = ask({ ...request, limit: ENGINE_PAGE_ROWS })
  const rows = [...first.rows]
  while (rows.length < wanted && offset + rows.length < first.matched) {
    const more = ask({ ...request, offset: offset + rows.length, limit: Math.min(ENGINE_PAGE_ROWS, wanted - rows.length) })
    if (more.rows.length === 0) break
    rows.push(...more.rows)
  }
  return { ...first, rows }
}
