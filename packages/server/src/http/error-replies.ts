// Every refusal has one shape: {error: {code, message, fix, details}}.
import { randomUUID } from "node:crypto"
import type { FastifyError, FastifyInstance, FastifyReply } from "fastify"
import { errorCodes, isErrorCode, ProductError, type ErrorCodeName } from "../contract/errors.ts"
import type { ErrorReply } from "../contract/route.ts"
import type { Log } from "../log/log.ts"

export function sendError(reply: FastifyReply, code: ErrorCodeName, options: { message?: string; fix?: string; details?: unknown } = {}): FastifyReply {
  const { status, message, fix } = errorCodes[code]
  const body: ErrorReply = { error: { code, message: options.message ?? message, fix: options.fix ?? fix, ...(options.details !== undefined && { details: options.details }) } }
  return reply.code(status).header("cache-control", "no-store").type("application/json; charset=utf-8").send(JSON.stringify(body))
}

/** Fastify's own refusals, in our words. */
const fastifyCodes: Readonly<Record<string, ErrorCodeName>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "body-too-large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "media-type-unsupported",
}

export function replyWithErrors(app: FastifyInstance, { log }: { log: Log }): void {
  app.setErrorHandler<FastifyError | ProductError>((error, request, reply) => {
    if (error instanceof ProductError) {
      if (error.status === 429) reply.header("retry-after", String(retryAfterSeconds(error.details)))
      const says = error.cause instanceof Error && error.message.includes(error.cause.message) ? undefined : error.cause
      if (error.status >= 500) log.warning(`${request.method} ${request.url}: ${error.message}`, says)
      return sendError(reply, error.code, { message: error.message, details: error.details })
    }
    // Store and sources have error classes of their own, with the same codes.
    if (isErrorCode(error.code)) return sendError(reply, error.code, { message: error.message, ...("fix" in error && typeof error.fix === "string" && { fix: error.fix }), ...("details" in error && { details: error.details }) })
    if ("validation" in error && error.validation)
      return sendError(reply, "request-invalid", { message: error.message, details: error.validation.map(({ instancePath, message }) => ({ field: instancePath, message })) })
    const known = fastifyCodes[error.code ?? ""]
    if (known) return sendError(reply, known)
    if (typeof error.statusCode === "number" && error.statusCode >= 400 && error.statusCode < 500) return sendError(reply, error.statusCode === 404 ? "route-not-found" : "request-invalid", { message: error.message })
    const reference = randomUUID().slice(0, 8)
    log.error(`${request.method} ${request.url} failed (reference ${reference})`, error)
    return sendError(reply, "internal-error", { details: { reference } })
  })
}

function retryAfterSeconds(details: unknown): number {
  return typeof details === "object" && details !== null && "retryAfterSeconds" in details && typeof details.retryAfterSeconds === "number" ? Math.max(1, Math.ceil(details.retryAfterSeconds)) : 60
}
