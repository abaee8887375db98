// Everything of the API that is answered from the monitor and the store, bound in one place.
import type { HttpServer } from "../http/create-http.ts"
import type { ApiParts } from "./api-parts.ts"
import { bindExports } from "./export/export-routes.ts"
import { bindEvidence } from "./evidence/evidence-routes.ts"
import { bindHistory } from "./history-handlers.ts"
import { bindLive } from "./live-handlers.ts"
import { openLiveSocket } from "./live-socket.ts"
import { registerNtopng } from "./ntopng/register.ts"

export function registerApi(http: HttpServer, parts: ApiParts, prefix = ""): void {
  bindLive(http, parts)
  bindHistory(http, parts)
  bindExports(http, parts)
  bindEvidence(http, parts)
  openLiveSocket(http, parts)
  registerNtopng(http, parts, prefix)
}
