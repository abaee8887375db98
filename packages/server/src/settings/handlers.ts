import { isIP } from "node:net"
import { ProductError } from "../contract/errors.ts"
import { getSettings, putHostAlias, putSettings } from "../contract/system.ts"
import type { HttpServer } from "../http/create-http.ts"
import type { DocumentStore } from "./document-store.ts"
import { exportSettings } from "./export.ts"
import type { SettingsDesk } from "./settings.ts"

export function bindSettings({ app, bind }: HttpServer, desk: SettingsDesk, store: DocumentStore, onAlias: (ip: string, alias: string | null) => void): void {
  bind(getSettings, () => desk.read())
  bind(putSettings, ({ body }) => {
    const wrong = Object.keys(body.hostAliases ?? {}).find((ip) => isIP(ip) === 0)
    if (wrong !== undefined) throw new ProductError("host-invalid", { ip: wrong })
    return desk.change(body)
  })
  bind(putHostAlias, async ({ params, body }) => {
    if (isIP(params.ip) === 0) throw new ProductError("host-invalid", { ip: params.ip })
    const alias = body.alias.trim()
    await desk.setAlias(params.ip, alias)
    onAlias(params.ip, alias === "" ? null : alias)
    return { ok: true } as const
  })
  // Holds password hashes: administrators only, as a file to save.
  app.get("/api/v1/settings/export", { config: { role: "admin", onNoLogin: "status", csrf: "none" } }, async (_, reply) =>
    reply.header("cache-control", "no-store").header("content-disposition", 'attachment; filename="netweir-settings.json"').type("application/json; charset=utf-8").send(JSON.stringify(await exportSettings(store), null, 1)))
}
