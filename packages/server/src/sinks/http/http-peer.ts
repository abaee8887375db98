// Requests to one HTTP server: connections kept, a login, gzip, time limits; what the answer means for rows that were sent.
import { readFileSync } from "node:fs"
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http"
import { Agent as HttpsAgent, request as httpsRequest } from "node:https"
import { promisify } from "node:util"
import { gzip as gzipCallback } from "node:zlib"
import { hostPort, type SinkUrl } from "../sink-url.ts"

const gzipBytes = promisify(gzipCallback)
const TIMEOUT_MS = 30_000
const MAX_ANSWER_BYTES = 16_000_000

export interface HttpTarget {
  readonly isTls: boolean
  readonly host: string
  readonly port: number
  /** Complete value of the header Authorization, or "". */
  readonly authorization: string
  readonly gzip: boolean
  readonly insecure: boolean
  readonly ca: string
}

export interface Answer { readonly status: number; readonly text: string }
export interface HttpPeer {
  send(method: string, path: string, contentType: string, body: string): Promise<Answer>
  close(): void
}

/** `schemeOfKey`: how this product spells a key in Authorization ("ApiKey", "Token", "Bearer"). */
export function httpTarget(url: SinkUrl, defaultPort: number, keyOption: "apikey" | "token", schemeOfKey: string): HttpTarget {
  const isTls = url.scheme.endsWith("+https")
  const { host, port } = hostPort(url.authority, defaultPort)
  const key = url.query.text(keyOption, "")
  const authorization = key !== "" ? `${schemeOfKey} ${key}` : url.user !== "" ? `Basic ${Buffer.from(`${url.user}:${url.password}`).toString("base64")}` : ""
  return { isTls, host, port, authorization, gzip: url.query.oneOf("gzip", ["yes", "no"]) === "yes", insecure: isTls && url.query.flag("insecure"), ca: isTls ? url.query.text("ca", "") : "" }
}

export function createHttpPeer({ isTls, host, port, authorization, gzip, insecure, ca }: HttpTarget): HttpPeer {
  const agent = isTls ? new HttpsAgent({ keepAlive: true, maxSockets: 2, rejectUnauthorized: !insecure, ...(ca !== "" && { ca: readFileSync(ca) }) }) : new HttpAgent({ keepAlive: true, maxSockets: 2 })
  return {
    async send(method, path, contentType, body) {
      const bytes = gzip && body.length > 1000 ? await gzipBytes(body) : Buffer.from(body)
      const headers: OutgoingHttpHeaders = { "user-agent": "netweir", "content-length": bytes.length }
      if (body !== "") headers["content-type"] = contentType
      if (gzip && body.length > 1000) headers["content-encoding"] = "gzip"
      if (authorization !== "") headers.authorization = authorization
      return new Promise((resolve, reject) => {
        const request = (isTls ? httpsRequest : httpRequest)({ agent, host, port, method, path, headers, timeout: TIMEOUT_MS }, (response) => { readAnswer(response).then(resolve, reject) })
        request.on("timeout", () => request.destroy(new Error(`${host}:${port} did not answer within ${TIMEOUT_MS / 1000} s`)))
        request.on("error", reject)
        request.end(bytes)
      })
    },
    close: () => agent.destroy(),
  }
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES) throw new Error("the answer is too long")
    chunks.push(chunk)
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }
}

/** What it means for the rows of the request. `later`: they are sent again. */
export type Meaning = "taken" | "later" | "smaller" | "refused"
export function meaningOf(status: number): Meaning {
  if (status >= 200 && status < 300) return "taken"
  if (status === 413) return "smaller"
  // A login or an address that is wrong can be put right; the rows are not to blame.
  if (status === 401 || status === 403 || status === 404 || status === 407 || status === 408 || status === 429 || status >= 500 || status < 200 || (status >= 300 && status < 400)) return "later"
  return "refused"
}

export function problemOf({ status, text }: Answer): Error {
  const why = status === 401 || status === 403 ? "refuses the login" : status === 404 ? "does not know the address" : status === 429 ? "is busy" : "answers"
  return new Error(`it ${why} (HTTP ${status})${text === "" ? "" : `: ${text.replaceAll(/\s+/g, " ").slice(0, 200)}`}`)
}
