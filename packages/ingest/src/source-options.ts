// What can be asked of a source. Every field has a default; `openSource` fills them in.

/** The clock is given from outside: tests and replays decide what "now" is. */
export interface SourceClock {
  /** Milliseconds, never backwards; where it starts does not matter. */
  nowMs(): number
}

export interface SourceOptions {
  /** BPF expression (-B). */
  readonly filter?: string
  /** Bytes kept of each live packet. 0 = all. */
  readonly snaplen?: number
  /** Off with -u. */
  readonly promiscuous?: boolean
  /** -Q: 0 both, 1 received only, 2 sent only. */
  readonly direction?: "both" | "in" | "out"
  /** Ring of a live source, shared by nobody. */
  readonly ringBytes?: number
  /** Several workers read one interface: same group, each packet goes to one of them, both directions of a flow to the same. */
  readonly fanout?: { readonly group: number; readonly workers: number }
  /** How live packets are read; "auto" takes the ring and falls back to a child. */
  readonly captureWith?: "auto" | "ring" | "tcpdump" | "dumpcap"
  /** Files are replayed at the pace at which they were recorded. */
  readonly originalSpeed?: boolean
  /** A directory is watched for new captures; off = read what is there and end. */
  readonly watch?: boolean
  /** `cmd:` specs start a child process; only somebody who may run commands anyway may set this. */
  readonly allowCommands?: boolean
  readonly clock?: SourceClock
  /** Milliseconds since the epoch, for what arrives without a time of its own. */
  readonly wallMs?: () => number
  readonly zmq?: Partial<ZmqOptions>
}

/** Of ZeroMQ collectors. */
export interface ZmqOptions {
  /** CURVE: probes encrypt for our public key. */
  readonly encrypt: boolean
  /** Z85; in the place of the one in `keyDir`. Encrypts. "" = none. */
  readonly secretKey: string
  /** Where the key pair is kept; made when it is not there. "" = a new pair every time. */
  readonly keyDir: string
  /** Payloads are XORed with it, as old probes do. "" = they are not. */
  readonly password: string
}

export interface ResolvedOptions {
  readonly filter: string
  readonly snaplen: number
  readonly promiscuous: boolean
  readonly direction: "both" | "in" | "out"
  readonly ringBytes: number
  readonly fanout: { readonly group: number; readonly workers: number } | null
  readonly captureWith: "auto" | "ring" | "tcpdump" | "dumpcap"
  readonly originalSpeed: boolean
  readonly watch: boolean
  readonly allowCommands: boolean
  readonly clock: SourceClock
  readonly wallMs: () => number
  readonly zmq: ZmqOptions
}

export function resolveOptions(options: SourceOptions): ResolvedOptions {
  return {
    filter: options.filter?.trim() ?? "",
    snaplen: options.snaplen ?? 0,
    promiscuous: options.promiscuous ?? true,
    direction: options.direction ?? "both",
    ringBytes: options.ringBytes ?? 64 << 20,
    fanout: options.fanout !== undefined && options.fanout.workers > 1 ? options.fanout : null,
    captureWith: options.captureWith ?? "auto",
    originalSpeed: options.originalSpeed ?? false,
    watch: options.watch ?? true,
    allowCommands: options.allowCommands ?? false,
    clock: options.clock ?? { nowMs: () => performance.now() },
    wallMs: options.wallMs ?? Date.now,
    zmq: { encrypt: false, secretKey: "", keyDir: "", password: "", ...options.zmq },
  }
}
