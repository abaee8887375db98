// The state of something made of parts: it runs while a part runs, it has failed when a part has.
import type { InterfaceStats } from "@netweir/model"

type State = InterfaceStats["state"]

export function stateOf(parts: readonly { readonly state: State }[]): State {
  const has = (state: State) => parts.some((part) => part.state === state)
  if (parts.length === 0) return "finished"
  return has("failed") ? "failed" : has("starting") ? "starting" : has("running") ? "running" : has("paused") ? "paused" : "finished"
}
