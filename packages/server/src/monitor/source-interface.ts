// An interface that is a traffic source: one worker, or several that share a live device by flow.
import type { InterfaceStats, LiveQuestion, LiveQuestions } from "@netweir/model"
import { combine } from "./combined.ts"
import { addStats, noCounters } from "./merge/stats.ts"
import type { MonitoredInterface } from "./monitor.ts"
import { stateOf } from "./states.ts"
import type { WorkerLink } from "./worker-link.ts"

export interface SourceInterface extends MonitoredInterface {
  readonly links: readonly WorkerLink[]
}

export function createSourceInterface(id: number, name: string, links: readonly WorkerLink[]): SourceInterface {
  const combined = combine(links)

  async function stats(): Promise<InterfaceStats> {
    const parts = (await Promise.allSettled(links.map((link) => link.ask("stats", {})))).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))
    const counters = parts.length ? addStats(parts) : noCounters
    // Fanout is for live sources, which have no progress.
    return { ...counters, id, name, kind: links[0].kind, state: stateOf(links), problem: problemOf(links), progress: parts[0]?.progress ?? null }
  }

  return {
    id, name, links, isView: false, members: [],
    get kind() { return links[0].kind },
    ask<Q extends LiveQuestion>(question: Q, request: LiveQuestions[Q]["request"]): Promise<LiveQuestions[Q]["reply"]> {
      // TypeScript does not follow a generic key into its own reply; each branch answers its own question.
      if (question === "stats") return stats() as Promise<LiveQuestions[Q]["reply"]>
      if (links.length === 1) return links[0].ask(question, request)
      return combined[question as Exclude<LiveQuestion, "stats">](request as never) as Promise<LiveQuestions[Q]["reply"]>
    },
  }
}

function problemOf(links: readonly WorkerLink[]): string | null {
  const problems = new Set(links.map((link) => link.problem).filter((problem) => problem !== null))
  return problems.size ? [...problems].join("; ") : null
}
