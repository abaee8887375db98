// The WebSocket of live questions: subscriptions survive reconnects, answers go to whoever asked.
import type { LiveQuestion, LiveQuestions } from "@netweir/model"
import type { ClientMessage, ServerMessage } from "@netweir/server/contract"

export interface Subscription {
  readonly interface: string
  readonly question: LiveQuestion
  readonly request: LiveQuestions[LiveQuestion]["request"]
  readonly everyMs: number
}
export interface LiveListener {
  data(reply: unknown): void
  error(code: string, message: string, fix?: string): void
}
export type LinkState = "connecting" | "open" | "lost"

const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000] as const

export function createLiveSocket(url: () => string) {
  const subscriptions = new Map<string, { message: ClientMessage; listener: LiveListener }>()
  const stateListeners = new Set<() => void>()
  let socket: WebSocket | null = null
  let state: LinkState = "connecting"
  let attempts = 0
  let nextId = 1
  let retry: ReturnType<typeof setTimeout> | undefined

  function setState(next: LinkState) {
    if (next === state) return
    state = next
    for (const listener of stateListeners) listener()
  }

  function send(message: ClientMessage) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }

  function connect() {
    clearTimeout(retry)
    const mine = new WebSocket(url())
    socket = mine
    mine.addEventListener("open", () => {
      attempts = 0
      setState("open")
      for (const { message } of subscriptions.values()) send(message)
    })
    mine.addEventListener("message", (event) => {
      const message = parse(event.data)
      if (!message) return
      const listener = subscriptions.get(message.id)?.listener
      if (message.op === "data") listener?.data(message.reply)
      else listener?.error(message.code, message.message, message.fix)
    })
    mine.addEventListener("close", () => {
      if (socket !== mine) return
      socket = null
      if (subscriptions.size === 0) return setState("connecting")
      // The server ends every socket after a while; only one that cannot be opened again is lost.
      if (attempts > 0) setState("lost")
      retry = setTimeout(connect, RETRY_MS[Math.min(attempts++, RETRY_MS.length - 1)])
    })
  }

  return {
    subscribe(subscription: Subscription, listener: LiveListener): () => void {
      const id = String(nextId++)
      const message: ClientMessage = { op: "subscribe", id, ...subscription }
      subscriptions.set(id, { message, listener })
      if (!socket) connect()
      else send(message)
      return () => {
        subscriptions.delete(id)
        send({ op: "unsubscribe", id })
      }
    },
    state: () => state,
    onState(listener: () => void): () => void {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    close() {
      clearTimeout(retry)
      subscriptions.clear()
      socket?.close()
      socket = null
    },
  }
}

function parse(data: unknown): ServerMessage | null {
  try {
    return JSON.parse(String(data)) as ServerMessage // our own server's words
  } catch {
    return null // a proxy's page or a cut frame: the next answer comes soon
  }
}
