// Several workers as one: the fanout workers of a device, the members of a view. Each question has its own way to be merged.
import type { LiveQuestion, LiveQuestions } from "@netweir/model"
import { ProductError } from "../contract/errors.ts"
import { MAX_MERGED_ROWS, mergePages, mergeSameRows, partRequest, sharedRowsWanted } from "./merge/pages.ts"
import { addExporterDetails, addExporters } from "./merge/exporters.ts"
import { addFlowGroups, addGroups, addHostDetails, addHosts, groupKey, hostKey } from "./merge/rows.ts"

/** Everything that can be asked: a worker, an interface. */
export interface Asked {
  ask<Q extends LiveQuestion>(question: Q, request: LiveQuestions[Q]["request"]): Promise<LiveQuestions[Q]["reply"]>
}
type CombinedQuestions = { [Q in Exclude<LiveQuestion, "stats">]: (request: LiveQuestions[Q]["request"]) => Promise<LiveQuestions[Q]["reply"]> }

/** Parts that do not answer are left out while at least one does. */
async function answersOf<Q extends LiveQuestion>(parts: readonly Asked[], question: Q, request: LiveQuestions[Q]["request"]): Promise<LiveQuestions[Q]["reply"][]> {
  const outcomes = await Promise.allSettled(parts.map((part) => part.ask(question, request)))
  const answers = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []))
  if (answers.length > 0) return answers
  const refused = outcomes.find((outcome) => outcome.status === "rejected")
  throw refused ? refused.reason : new ProductError("worker-unavailable", { reason: "nothing to ask" })
}

async function pagesOf<Q extends "flows" | "hosts" | "groups" | "exporters">(
  parts: readonly Asked[], question: Q, request: LiveQuestions[Q]["request"], rowsWanted?: number,
): Promise<LiveQuestions[Q]["reply"][]> {
  const deepest = (request.offset ?? 0) + (request.limit ?? 50)
  if (deepest > MAX_MERGED_ROWS) throw new ProductError("page-too-deep", { rows: deepest, atMost: MAX_MERGED_ROWS })
  return answersOf(parts, question, { ...request, ...partRequest(request, rowsWanted) })
}

export function combine(parts: readonly Asked[]): CombinedQuestions {
  return {
    async flows(request) {
      return mergePages(await pagesOf(parts, "flows", request), request)
    },
    async flow(request) {
      return (await answersOf(parts, "flow", request)).find((flow) => flow !== null) ?? null
    },
    async flowShape(request) {
      return (await answersOf(parts, "flowShape", request)).find((shape) => shape !== null) ?? null
    },
    async flowEvidence(request) {
      return (await answersOf(parts, "flowEvidence", request)).find((evidence) => evidence !== null) ?? null
    },
    async hosts(request) {
      return mergeSameRows(await pagesOf(parts, "hosts", request, sharedRowsWanted(request)), request, hostKey, addHosts)
    },
    async host(request) {
      const found = (await answersOf(parts, "host", request)).filter((host) => host !== null)
      return found.length ? found.reduce(addHostDetails) : null
    },
    async groups(request) {
      return mergeSameRows(await pagesOf(parts, "groups", request, sharedRowsWanted(request)), request, groupKey, addGroups)
    },
    async exporters(request) {
      return mergeSameRows(await pagesOf(parts, "exporters", request, sharedRowsWanted(request)), request, ({ key }) => key, addExporters)
    },
    async exporter(request) {
      const found = (await answersOf(parts, "exporter", request)).filter((exporter) => exporter !== null)
      return found.length ? found.reduce(addExporterDetails) : null
    },
    async flowGroups(request) {
      const answers = await answersOf(parts, "flowGroups", request)
      return addFlowGroups(answers, request.limit ?? 100)
    },
    async search(request) {
      const found = (await answersOf(parts, "search", request)).flat()
      const seen = new Set<string>()
      return found.filter(({ kind, key }) => !seen.has(`${kind} ${key}`) && seen.add(`${kind} ${key}`)).slice(0, request.limit)
    },
  }
}
