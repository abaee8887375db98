// The slices of one flow, oldest first.
import type { FlowRow } from "@netweir/model"
import { flowRowSql, readFlowRow } from "../rows/flow-row.ts"
import { Parameters, scopeSql, type FlowScope, type Question } from "./question.ts"

export interface FlowByIdRequest extends FlowScope { readonly flowId: string }

const MAX_SLICES = 1000

export const flowById: Question<FlowByIdRequest, readonly FlowRow[]> = {
  plan(request, nowMs) {
    const parameters = new Parameters()
    const { time, rest } = scopeSql(request, parameters, nowMs)
    const id = parameters.add("UInt64", /^\d{1,20}$/.test(request.flowId) ? request.flowId : "0")
    return [{ sql: `SELECT ${flowRowSql} FROM flows WHERE ${time} AND ${rest} AND flowId = ${id} ORDER BY lastSeenMs LIMIT ${MAX_SLICES}`, params: parameters.values }]
  },
  read: ([rows]) => rows.map(readFlowRow),
}
