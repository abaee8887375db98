// Browsers tell here when a page tried what the policy forbids: either a bug of ours or an attack.
import type { FastifyInstance } from "fastify"
import type { Log } from "../log/log.ts"
import type { Clock } from "../settings/clock.ts"

/** Reports taken per minute; anybody can send them. */
const MAX_PER_MINUTE = 60

export interface CspReports { readonly count: number; readonly ignored: number }

export function takeCspReports(app: FastifyInstance, { log, clock }: { log: Log; clock: Clock }): CspReports {
  const reports = { count: 0, ignored: 0 }
  let minute = 0
  let inMinute = 0
  void app.register(async (scope) => {
    scope.addContentTypeParser(["application/csp-report", "application/reports+json"], { parseAs: "string", bodyLimit: 16_384 }, (_request, body, done) => {
      try {
        done(null, JSON.parse(String(body)))
      } catch {
        done(null, null) // counted as a report without words
      }
    })
    scope.post("/api/csp-report", { bodyLimit: 16_384, config: { role: "public", csrf: "none" } }, (request, reply) => {
      const now = Math.floor(clock.nowMs() / 60_000)
      if (now !== minute) {
        minute = now
        inMinute = 0
      }
      if (++inMinute > MAX_PER_MINUTE) reports.ignored++
      else {
        reports.count++
        log.warning(`content security policy: ${summary(request.body)}`)
      }
      return reply.code(204).send()
    })
  })
  return reports
}

function summary(body: unknown): string {
  const first: unknown = Array.isArray(body) ? body[0] : body
  const report = field(first, "csp-report") ?? field(first, "body") ?? {}
  const read = (...names: string[]) => String(names.map((name) => field(report, name)).find((value) => value !== undefined) ?? "?").slice(0, 200)
  return `${read("effective-directive", "effectiveDirective", "violated-directive")} blocked ${read("blocked-uri", "blockedURL")} on ${read("document-uri", "documentURL")}`
}
const field = (value: unknown, name: string): unknown => (typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined)
