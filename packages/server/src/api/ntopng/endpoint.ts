// One endpoint of the ntopng-compatible REST: a path, who may call it, and an answer made from the same questions as ours.
import type { FastifyRequest } from "fastify"
import type { Caller } from "../../access/caller.ts"
import type { MonitoredInterface } from "../../monitor/monitor.ts"
import { NtopngError, type Answer } from "./envelope.ts"
import type { NtopngParts } from "./ntopng-parts.ts"
import type { Parameters } from "./parameters.ts"

export interface EndpointInput {
  readonly parameters: Parameters
  readonly parts: NtopngParts
  readonly user: Caller
  readonly request: FastifyRequest
  /** The interface of parameter `ifid`; the first one when it is not given. */
  readonly iface: MonitoredInterface
}

export interface Endpoint {
  /** Below /lua/rest/v2/, without `.lua`. */
  readonly path: string
  /** Also or only below /lua/pro/rest/v2/. */
  readonly pro?: boolean
  readonly access?: "admin"
  answer(input: EndpointInput): Promise<Answer> | Answer
}

export const endpoint = (declared: Endpoint): Endpoint => declared

export function interfaceOf(parameters: Parameters, { monitor }: NtopngParts): MonitoredInterface {
  const ifid = parameters.text("ifid")
  if (ifid !== null && !/^-?\d{1,9}$/.test(ifid)) throw new NtopngError("INVALID_INTERFACE")
  const found = ifid === null ? monitor.interfaces[0] : monitor.interfaces.find((one) => String(one.id) === ifid)
  if (!found) throw new NtopngError("INVALID_INTERFACE")
  return found
}

/** `host=addr`, `host=addr@vlan`, or `host` and `vlan`. */
export function hostOf(parameters: Parameters): { ip: string; vlan: number } {
  const [ip, at] = parameters.required("host").split("@")
  const vlan = at === undefined ? parameters.integer("vlan", { min: 0, max: 4095, fallback: 0 }) : Number(at)
  if (!/^[0-9A-Fa-f:.]{2,45}$/.test(ip) || !Number.isInteger(vlan) || vlan < 0 || vlan > 4095) throw new NtopngError("INVALID_HOST")
  return { ip: ip.toLowerCase(), vlan }
}

/** Old tables count pages from 1, new ones rows from 0. */
export function pageOf(parameters: Parameters, fallbackRows = 10): { offset: number; limit: number; page: number } {
  const limit = parameters.has("length")
    ? parameters.integer("length", { min: 1, max: 1000, fallback: fallbackRows })
    : parameters.integer("perPage", { min: 1, max: 1000, fallback: fallbackRows })
  if (parameters.has("start")) {
    const offset = parameters.integer("start", { min: 0, max: 1_000_000, fallback: 0 })
    return { offset, limit, page: Math.floor(offset / limit) + 1 }
  }
  const page = parameters.integer("currentPage", { min: 1, max: 1_000_000, fallback: 1 })
  return { offset: (page - 1) * limit, limit, page }
}

/** `sortColumn`/`sortOrder` or `sort`/`order`; column names of theirs mapped to ours. */
export function sortOf(parameters: Parameters, columns: Readonly<Record<string, string>>, fallback: string): { column: string; descending: boolean } {
  const asked = (parameters.text("sortColumn") ?? parameters.text("sort") ?? "").replace(/^column_/, "")
  const order = parameters.text("sortOrder") ?? parameters.text("order") ?? "desc"
  return { column: Object.hasOwn(columns, asked) ? columns[asked] : fallback, descending: order.toLowerCase() !== "asc" }
}
