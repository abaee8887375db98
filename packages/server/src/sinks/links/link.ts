// Ways to the other side that carry messages as they are: datagrams, or a stream. Opened when needed, and again after a failure.

export interface Link {
  /** Connects when there is no connection. What a protocol says first is sent before anything else: see `session`. */
  ready(): Promise<void>
  /** Resolves when the system has taken the bytes. Throws while the other side is not there. */
  send(bytes: Uint8Array): Promise<void>
  /** Counts connections made: one that is new has not heard of anything sent before. */
  readonly session: number
  close(): Promise<void>
}

export interface LinkTarget {
  readonly transport: "udp" | "tcp" | "tls"
  readonly host: string
  readonly port: number
  /** UDP: sent no faster than this. */
  readonly datagramsPerSecond: number
  /** TLS: any certificate is good enough. */
  readonly insecure: boolean
  /** TLS: files with the authority to trust, and with our own certificate and key. */
  readonly ca: string
  readonly cert: string
  readonly key: string
}
