// What of a flow a mute may be about, as terms of the filter language.
import { flowColumns, type FlowRow } from "@netweir/model"
import { filterTerm } from "../../filter/filter-text.ts"

export interface MuteTerm {
  readonly label: string
  readonly text: string
  /** Chosen to begin with: narrow, so that nobody mutes more than was meant. */
  readonly isFirst: boolean
}

export function muteTerms(flow: FlowRow): readonly MuteTerm[] {
  const term = (id: "client" | "server" | "app" | "hostname" | "serverPort", label: string, isFirst: boolean): MuteTerm[] => {
    const column = flowColumns.find((one) => one.id === id)
    const text = column && filterTerm(column, flow[id])
    return text ? [{ label, text, isFirst }] : []
  }
  return [
    ...term("client", `this client: ${flow.clientName ?? flow.client}`, true),
    ...term("server", `this server: ${flow.serverName ?? flow.server}`, true),
    ...(flow.serverPort > 0 ? term("serverPort", `port ${flow.serverPort}`, false) : []),
    ...term("app", `this application: ${flow.app}`, true),
    ...(flow.hostname === null ? [] : term("hostname", `this name: ${flow.hostname}`, false)),
  ]
}
