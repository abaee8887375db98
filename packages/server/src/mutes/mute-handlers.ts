import { MAX_RISK_MUTES } from "@netweir/model"
import { addRiskMute, deleteRiskMute, editRiskMute, listRiskMutes } from "../contract/risk-mutes.ts"
import type { HttpServer } from "../http/create-http.ts"
import type { Log } from "../log/log.ts"
import type { Clock } from "../settings/clock.ts"
import type { RiskMutes, ShownRiskMute } from "./risk-mutes.ts"

export function bindRiskMutes({ bind }: HttpServer, mutes: RiskMutes, { clock, log }: { readonly clock: Clock; readonly log: Pick<Log, "normal"> }): void {
  const said = ({ risk, filter, reason }: ShownRiskMute) => `${risk ?? "every risk"} of ${filter || "every flow"}: ${reason}`
  bind(listRiskMutes, async () => ({ mutes: await mutes.list(), limit: MAX_RISK_MUTES, atMs: clock.nowMs() }))
  bind(addRiskMute, async ({ body, user }) => {
    const mute = await mutes.add(body, user.name)
    log.normal(`mutes: ${user.name} muted ${said(mute)}`)
    return mute
  })
  bind(editRiskMute, async ({ params, body, user }) => {
    const mute = await mutes.change(params.id, body)
    log.normal(`mutes: ${user.name} changed ${mute.id} to ${said(mute)}`)
    return mute
  })
  bind(deleteRiskMute, async ({ params, user }) => {
    await mutes.remove(params.id)
    log.normal(`mutes: ${user.name} took ${params.id} away`)
    return { ok: true } as const
  })
}
