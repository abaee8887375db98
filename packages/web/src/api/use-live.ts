// Live questions as React values.
import type { LiveQuestion, LiveQuestions } from "@netweir/model"
import { useEffect, useState, useSyncExternalStore } from "react"
import { ApiError } from "./call.ts"
import { prefix } from "../state/prefix.ts"
import { createLiveSocket, type LinkState } from "./live-socket.ts"

export const liveSocket = createLiveSocket(() => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${prefix}/api/v1/live`)

export interface Live<Reply> {
  /** The last answer; kept while a changed question waits for its first. */
  readonly data: Reply | undefined
  readonly error: ApiError | undefined
  /** True until the present question was answered. */
  readonly pending: boolean
}
interface Held<Reply> { data: Reply | undefined; error: ApiError | undefined; answered: string }

export function useLive<Q extends LiveQuestion, Reply = LiveQuestions[Q]["reply"]>(
  interfaceId: string, question: Q, request: LiveQuestions[Q]["request"],
  { everyMs = 2_000, enabled = true, keep = true }: { everyMs?: number; enabled?: boolean; keep?: boolean } = {},
): Live<Reply> {
  const key = JSON.stringify([interfaceId, question, request])
  const [held, setHeld] = useState<Held<Reply>>({ data: undefined, error: undefined, answered: "" })
  useEffect(() => {
    if (!enabled) return
    return liveSocket.subscribe({ interface: interfaceId, question, request: JSON.parse(key)[2], everyMs }, {
      data: (reply) => setHeld({ data: reply as Reply, error: undefined, answered: key }),
      error: (code, message, fix) => setHeld((before) => ({ data: before.data, error: new ApiError(0, code, message, fix), answered: key })),
    })
  }, [key, interfaceId, question, everyMs, enabled])
  const pending = held.answered !== key
  return { data: pending && !keep ? undefined : held.data, error: pending ? undefined : held.error, pending }
}

export function useLink(): LinkState {
  return useSyncExternalStore(liveSocket.onState, liveSocket.state)
}
