import { getHealth, getVersion } from "../contract/system.ts"
import type { HttpServer } from "../http/create-http.ts"
import type { Health } from "./health.ts"

export function bindSystem({ bind }: HttpServer, health: () => Promise<Health>, about: { readonly version: string; readonly loginDisabled: boolean }): void {
  bind(getHealth, health)
  bind(getVersion, () => ({ name: "Netweir", ...about }))
}
