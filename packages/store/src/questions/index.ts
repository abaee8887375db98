// Every question that history answers. Adding one = one file and one line here.
import { columnValues } from "./column-values.ts"
import { flowById } from "./flow-by-id.ts"
import { flowGroups } from "./flow-groups.ts"
import { flowSeries } from "./flow-series.ts"
import { flowTotals } from "./flow-totals.ts"
import { flowsPage } from "./flows-page.ts"
import type { Question } from "./question.ts"
import { seriesKeys } from "./series-keys.ts"
import { tableSizes } from "./table-sizes.ts"
import { timeSeries } from "./time-series.ts"

export const questions = { flowsPage, flowById, flowGroups, flowTotals, flowSeries, timeSeries, seriesKeys, columnValues, tableSizes } as const

export type QuestionName = keyof typeof questions
export type RequestOf<Name extends QuestionName> = (typeof questions)[Name] extends Question<infer Request, unknown> ? Request : never
export type ReplyOf<Name extends QuestionName> = ReturnType<(typeof questions)[Name]["read"]>
