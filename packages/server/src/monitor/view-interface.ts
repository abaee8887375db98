// An interface that combines others: `view:a,b`, `view:all`, and the "all" of the API.
import type { InterfaceStats, LiveQuestion, LiveQuestions } from "@netweir/model"
import { combine } from "./combined.ts"
import { addStats, noCounters } from "./merge/stats.ts"
import type { MonitoredInterface } from "./monitor.ts"
import { stateOf } from "./states.ts"

export function createViewInterface(id: number, name: string, members: readonly MonitoredInterface[]): MonitoredInterface {
  const combined = combine(members)

  async function stats(): Promise<InterfaceStats> {
    const parts = (await Promise.allSettled(members.map((member) => member.ask("stats", {})))).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))
    const counters = parts.length ? addStats(parts) : noCounters
    const loading = parts.flatMap((part) => (part.progress === null ? [] : [part.progress]))
    const problems = parts.flatMap((part) => (part.problem === null ? [] : [`${part.name}: ${part.problem}`]))
    return {
      ...counters, id, name, kind: "view", state: stateOf(parts), problem: problems.length ? problems.join("; ") : null,
      progress: loading.length ? loading.reduce((sum, one) => sum + one, 0) / loading.length : null,
    }
  }

  return {
    id, name, kind: "view", isView: true, members: members.map((member) => member.name),
    ask<Q extends LiveQuestion>(question: Q, request: LiveQuestions[Q]["request"]): Promise<LiveQuestions[Q]["reply"]> {
      if (question === "stats") return stats() as Promise<LiveQuestions[Q]["reply"]>
      return combined[question as Exclude<LiveQuestion, "stats">](request as never) as Promise<LiveQuestions[Q]["reply"]>
    },
  }
}
