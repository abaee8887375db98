// Names of hosts by reverse DNS (-n 0: local hosts, -n 1: all). Asked in the background, a few at a time, remembered for a while.
import type { HostRow } from "@netweir/model"

/** Addresses waiting; more are asked in a later round (they are still without a name then). */
const MAX_QUEUED = 1_000
const MAX_REMEMBERED = 10_000
const AT_ONCE = 4
/** An address without a name is asked again after this. */
const REMEMBER_MS = 3_600_000

export interface ReverseDns {
  /** Hosts of one interface that have no name yet; answers go to `onName`. */
  consider(hosts: readonly Pick<HostRow, "ip" | "vlan">[], onName: (ip: string, vlan: number, name: string) => void): void
  counters(): { readonly asked: number; readonly answered: number; readonly refused: number; readonly queued: number }
  stop(): void
}

export interface ReverseDnsParts {
  /** `dns.promises.reverse`. */
  reverse(ip: string): Promise<readonly string[]>
  nowMs(): number
}

/** A DNS name as hosts are called: bounded, no control characters or markup (RFC 1035 section 2.3.1, underscores seen in practice). */
const HOST_NAME = /^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})$/

export function createReverseDns({ reverse, nowMs }: ReverseDnsParts): ReverseDns {
  /** Oldest first; a name, or null for an address without one. */
  const remembered = new Map<string, { readonly name: string | null; readonly atMs: number }>()
  const waiting = new Map<string, ((name: string) => void)[]>()
  const queue: string[] = []
  let running = 0
  let stopped = false
  const count = { asked: 0, answered: 0, refused: 0 }

  function remember(ip: string, name: string | null): void {
    remembered.delete(ip)
    remembered.set(ip, { name, atMs: nowMs() })
    if (remembered.size > MAX_REMEMBERED) {
      const [oldest] = remembered.keys()
      remembered.delete(oldest)
    }
  }

  async function askNext(): Promise<void> {
    const ip = queue.shift()
    if (ip === undefined || stopped) return
    running++
    count.asked++
    // NXDOMAIN, time out, refusal: all mean that there is no name to show now.
    const names = await reverse(ip).catch(() => [] as readonly string[])
    running--
    const name = names.find((one) => HOST_NAME.test(one)) ?? null
    remember(ip, name)
    const listeners = waiting.get(ip) ?? []
    waiting.delete(ip)
    if (name !== null && !stopped) {
      count.answered++
      for (const tell of listeners) tell(name)
    }
    void askNext()
  }

  return {
    consider(hosts, onName) {
      for (const { ip, vlan } of hosts) {
        const tell = (name: string) => onName(ip, vlan, name)
        const known = remembered.get(ip)
        if (known && nowMs() - known.atMs < REMEMBER_MS) {
          if (known.name !== null) tell(known.name)
          continue
        }
        const listeners = waiting.get(ip)
        if (listeners) continue // being asked for: its answer comes
        if (queue.length >= MAX_QUEUED) {
          count.refused++
          continue
        }
        waiting.set(ip, [tell])
        queue.push(ip)
      }
      while (running < AT_ONCE && queue.length > 0) void askNext()
    },
    counters: () => ({ ...count, queued: queue.length }),
    stop() {
      stopped = true
      queue.length = 0
      waiting.clear()
    },
  }
}
