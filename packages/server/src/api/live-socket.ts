// The WebSocket at /api/v1/live: subscriptions to live questions, answered again and again. The guard has checked who
// calls and from which page before the upgrade.
import { exporterColumns, flowColumns, groupColumns, groupKinds, hostColumns, type Column, type LiveQuestion, type LiveQuestions } from "@netweir/model"
import { Type } from "typebox"
import { Compile } from "typebox/compile"
import type { WebSocket } from "ws"
import { isErrorCode, errorCodes, ProductError } from "../contract/errors.ts"
import type { ClientMessage, ServerMessage } from "../contract/socket.ts"
import type { HttpServer } from "../http/create-http.ts"
import type { ApiParts } from "./api-parts.ts"
import { checkFilter, sortOf } from "./page-request.ts"

const MAX_SUBSCRIPTIONS = 32
const MIN_EVERY_MS = 500
const MAX_EVERY_MS = 60_000
/** A client that has so much unread is slow: it gets no new answers until it has read, and then the newest one. */
const MAX_UNSENT_BYTES = 4_000_000
const PING_MS = 30_000
/** Sessions end and users lose rights: a socket lives so long, then the client comes back and is checked again. */
const MAX_LIFE_MS = 15 * 60_000

const page = { filter: Type.Optional(Type.String({ maxLength: 2000 })), sort: Type.Optional(Type.Object({ column: Type.String({ maxLength: 64 }), descending: Type.Boolean() })), offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }
const requestSchemas = {
  stats: Compile(Type.Object({})),
  flows: Compile(Type.Object(page)),
  flow: Compile(Type.Object({ flowId: Type.String({ pattern: "^[0-9]{1,20}$" }) })),
  flowShape: Compile(Type.Object({ flowId: Type.String({ pattern: "^[0-9]{1,20}$" }) })),
  hosts: Compile(Type.Object(page)),
  host: Compile(Type.Object({ ip: Type.String({ maxLength: 64 }), vlan: Type.Integer({ minimum: 0, maximum: 4095 }) })),
  groups: Compile(Type.Object({ ...page, kind: Type.Union(groupKinds.map((kind) => Type.Literal(kind))) })),
  flowGroups: Compile(Type.Object({ filter: page.filter, by: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 4 }), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) })),
  exporters: Compile(Type.Object(page)),
  exporter: Compile(Type.Object({ key: Type.String({ maxLength: 200 }) })),
  search: Compile(Type.Object({ text: Type.String({ maxLength: 100 }), limit: Type.Integer({ minimum: 1, maximum: 50 }) })),
} as const
const messageSchema = Compile(Type.Union([
  Type.Object({
    op: Type.Literal("subscribe"), id: Type.String({ maxLength: 64 }), interface: Type.String({ maxLength: 200 }),
    question: Type.Union(Object.keys(requestSchemas).map((name) => Type.Literal(name))), request: Type.Object({}), everyMs: Type.Number(),
  }),
  Type.Object({ op: Type.Literal("unsubscribe"), id: Type.String({ maxLength: 64 }) }),
]))
/** Questions that are asked once, by their own routes. */
type Subscribed = keyof typeof requestSchemas
const columnsOf: Partial<Record<LiveQuestion, readonly Column[]>> = { flows: flowColumns, flowGroups: flowColumns, hosts: hostColumns, groups: groupColumns, exporters: exporterColumns }

export function openLiveSocket({ app }: HttpServer, { monitor, log }: ApiParts): void {
  app.get("/api/v1/live", { websocket: true, config: { role: "viewer", onNoLogin: "status", csrf: "none" } }, (socket) => serve(socket))

  function serve(socket: WebSocket): void {
    const subscriptions = new Map<string, { timer: NodeJS.Timeout | null }>()
    let heard = true

    const send = (message: ServerMessage) => socket.send(JSON.stringify(message))
    const fail = (id: string, error: unknown): void => {
      if (error instanceof ProductError) return send({ op: "error", id, code: error.code, message: error.message, fix: error.fix })
      const code = typeof error === "object" && error !== null && "code" in error && isErrorCode(error.code) ? error.code : "internal-error"
      if (code === "internal-error") log.error("live socket", error)
      send({ op: "error", id, code, message: errorCodes[code].message, fix: errorCodes[code].fix })
    }

    async function answer(id: string, interfaceName: string, question: LiveQuestion, request: LiveQuestions[LiveQuestion]["request"]): Promise<void> {
      if (socket.bufferedAmount > MAX_UNSENT_BYTES) return
      try {
        const reply = question === "stats" && interfaceName === "all"
          ? await Promise.all(monitor.interfaces.map((one) => one.ask("stats", {})))
          : await monitor.find(interfaceName).ask(question, request)
        if (subscriptions.has(id)) send({ op: "data", id, reply })
      } catch (error) {
        if (subscriptions.has(id)) fail(id, error)
      }
    }

    function subscribe(id: string, interfaceName: string, question: LiveQuestion, request: LiveQuestions[LiveQuestion]["request"], everyMs: number): void {
      drop(id)
      if (subscriptions.size >= MAX_SUBSCRIPTIONS) return fail(id, new ProductError("subscription-limit", { atMost: MAX_SUBSCRIPTIONS }))
      const subscription: { timer: NodeJS.Timeout | null } = { timer: null }
      subscriptions.set(id, subscription)
      // The next question waits for this one's answer: a slow worker is not asked twice at once.
      const round = async () => {
        await answer(id, interfaceName, question, request)
        if (subscriptions.get(id) === subscription) subscription.timer = setTimeout(round, everyMs)
      }
      void round()
    }
    function drop(id: string): void {
      const subscription = subscriptions.get(id)
      if (subscription?.timer) clearTimeout(subscription.timer)
      subscriptions.delete(id)
    }

    socket.on("message", (data: Buffer) => {
      const received = parsed(data)
      if (!messageSchema.Check(received)) return fail("", new ProductError("request-invalid"))
      const message = received as ClientMessage // just checked
      if (message.op === "unsubscribe") return drop(message.id)
      const { id, question, request } = message
      try {
        const schema: { Check(value: unknown): boolean } = requestSchemas[question as Subscribed]
        if (!schema.Check(request)) throw new ProductError("request-invalid", { question })
        const columns = columnsOf[question]
        const asked = request as LiveQuestions["flows"]["request"] // page questions share these fields; checked above
        if (columns) {
          checkFilter(asked.filter, columns)
          if (asked.sort) sortOf(asked.sort.column, columns)
        }
        subscribe(id, message.interface, question, request, Math.min(MAX_EVERY_MS, Math.max(MIN_EVERY_MS, message.everyMs)))
      } catch (error) {
        fail(id, error)
      }
    })
    socket.on("pong", () => { heard = true })
    socket.on("error", (error) => log.debug(`live socket: ${error.message}`)) // "close" follows

    const ping = setInterval(() => {
      if (!heard) return socket.terminate()
      heard = false
      socket.ping()
    }, PING_MS)
    // 1001: going away; the client connects again and shows its session.
    const life = setTimeout(() => socket.close(1001, "reconnect"), MAX_LIFE_MS)
    ping.unref()
    life.unref()
    socket.on("close", () => {
      clearInterval(ping)
      clearTimeout(life)
      for (const id of [...subscriptions.keys()]) drop(id)
    })
  }
}

function parsed(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString("utf8"))
  } catch {
    return null // no message of ours: refused by the schema
  }
}
