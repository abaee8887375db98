// The decoder as its callers see it (contract.ts): datagrams and streams into record blocks.
import type { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { ExporterStatus } from "@netweir/model"
import { defaultLimits, type NetflowCounters, type NetflowDecoder, type NetflowOptions, type NetflowStream } from "./contract.ts"
import { isKnownVersion } from "./header.ts"
import { HeldSets } from "./held-sets.ts"
import { MessageReader, type ReaderParts } from "./message-reader.ts"
import { idleSeconds, sharedIdleSeconds } from "../records/idle-time.ts"
import { Programs } from "./programs.ts"
import { Sessions } from "./sessions.ts"
import { IpfixStream } from "./stream.ts"
import { NetflowTally } from "./tally.ts"

/** Names of interfaces, applications, samplers, VRFs over all points: some 20 MB at most. */
const MAX_OPTION_RECORDS = 262_144

export function createNetflowDecoder(points: ObservationPoints, options: NetflowOptions = {}): NetflowDecoder {
  return new Decoder(points, options)
}

class Decoder implements NetflowDecoder {
  private readonly parts: ReaderParts
  private readonly reader: MessageReader
  private streams = 0

  constructor(points: ObservationPoints, options: NetflowOptions) {
    const limits = { ...defaultLimits, ...options.limits }
    const { rules } = options
    const tally = new NetflowTally()
    const held = new HeldSets(limits)
    const budget = { left: MAX_OPTION_RECORDS, perPoint: limits.optionRecords }
    const sessions = new Sessions({
      limits, seed: options.seed ?? 0,
      forcedRate: (words) => rules?.forcedSamplingOf(words) ?? 0,
      assumedRate: (words) => rules?.assumedSamplingOf(words) ?? 0,
      released: (session) => tally.dropRecords("template-missing", held.take(session, null).length),
      forgotten: (state) => (budget.left += state.optionRecords),
    })
    this.parts = { points, sessions, programs: new Programs(options.keepUnknown ?? false), held, tally, budget, keepUnknown: options.keepUnknown ?? false, allows: (words) => rules?.allows(words) ?? true }
    this.reader = new MessageReader(this.parts)
  }

  recognises(bytes: Uint8Array, start: number, length: number): boolean {
    return length >= 2 && bytes[start] === 0 && isKnownVersion(bytes[start + 1])
  }

  decode(bytes: Uint8Array, start: number, length: number, exporterWords: Uint32Array, exporterPort: number, receivedUs: number, block: RecordBlock): boolean {
    this.reader.begin(bytes, start, length, exporterWords, exporterPort, 0, receivedUs)
    return this.reader.read(block)
  }

  resume(block: RecordBlock): boolean {
    return this.reader.read(block)
  }

  openStream(exporterWords: Uint32Array, exporterPort: number): NetflowStream {
    return new IpfixStream(this.parts, Uint32Array.from(exporterWords.subarray(0, 4)), exporterPort, ++this.streams)
  }

  tick(nowUs: number): void {
    const { held, sessions, tally } = this.parts
    for (const { session } of held.takeOld(nowUs)) {
      tally.dropRecords("template-missing", 1)
      session.state.drop("template-missing")
    }
    for (const state of sessions.states.values()) state.tick(nowUs)
  }

  exporters(): ExporterStatus[] {
    const list: ExporterStatus[] = []
    for (const state of this.parts.sessions.states.values()) {
      if (state.number < 0) continue
      list.push(state.status())
    }
    return list
  }

  flowIdleSeconds(): number | null {
    const states = [...this.parts.sessions.states.values()].filter(({ number }) => number >= 0)
    return sharedIdleSeconds(states.map(({ activeTimeoutSeconds, idleTimeoutSeconds }) => idleSeconds(activeTimeoutSeconds, idleTimeoutSeconds)))
  }

  counters(): NetflowCounters {
    const { tally, held, sessions } = this.parts
    return {
      records: { received: tally.received, handedOver: tally.handedOver, dropped: { ...tally.droppedRecords } },
      datagrams: { received: tally.datagrams, dropped: { ...tally.droppedDatagrams } },
      oddities: Object.fromEntries(tally.oddities),
      optionRecords: tally.optionRecords,
      held: { sets: held.sets, bytes: held.bytes },
      sessions: sessions.count,
      templates: sessions.templates,
      evictedSessions: sessions.evicted,
    }
  }
}
