// Which messages of a probe are missing: it numbers them. A lower number than the last one means that it began anew.
export const MAX_PROBES = 4096
/** A probe that was silent for so long is forgotten: its next number means nothing. */
const EXPIRES_US = 10e6

export interface ProbeCounter {
  lastId: number
  lastUs: number
}

export type Verdict = { readonly lost: number; readonly restarted: boolean }
const FINE: Verdict = { lost: 0, restarted: false }
const RESTARTED: Verdict = { lost: 0, restarted: true }

export class MessageIds {
  private readonly probes = new Map<string, ProbeCounter>()

  take(probe: string, id: number, receivedUs: number): Verdict {
    const known = this.probes.get(probe)
    if (known === undefined) {
      if (this.probes.size >= MAX_PROBES) this.makeRoom(receivedUs)
      this.probes.set(probe, { lastId: id, lastUs: receivedUs })
      return FINE
    }
    const { lastId, lastUs } = known
    known.lastId = id
    known.lastUs = receivedUs
    if (receivedUs - lastUs > EXPIRES_US) return FINE
    if (id > lastId) return id === lastId + 1 ? FINE : { lost: id - lastId - 1, restarted: false }
    // From the last number to the first is no restart.
    if (lastId === 0xffffffff && id === 0) return FINE
    return id === lastId ? FINE : RESTARTED
  }

  private makeRoom(nowUs: number): void {
    for (const [probe, { lastUs }] of this.probes) if (nowUs - lastUs > EXPIRES_US) this.probes.delete(probe)
    const oldest = this.probes.keys().next().value
    if (this.probes.size >= MAX_PROBES && oldest !== undefined) this.probes.delete(oldest)
  }
}
