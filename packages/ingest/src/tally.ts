// What a source counts and remembers besides packets. Everything here is bounded: captures come from strangers.

const MAX_NOTES = 200
const MAX_NOTE_CHARACTERS = 500
const MAX_NAMES = 20_000
const MAX_SECRET_BYTES = 4 << 20
const MAX_REASONS = 64

/** Why a record did not become a packet. Stable words: people filter metrics by them. */
export type DropReason =
  | "file-header-truncated" // the input ends inside its first header
  | "record-truncated" // the input ends inside a record
  | "record-too-long" // a record claims more bytes than any packet has
  | "record-malformed" // lengths of a record contradict each other
  | "block-malformed" // a pcapng block whose lengths contradict each other
  | "interface-unknown" // a pcapng packet of an interface that was never described
  | "input-damaged" // reading or decompressing failed half-way: at least one packet is lost
  | "kernel-buffer-full" // the kernel had no room in the ring
  | "capture-tool-drops" // what tcpdump or dumpcap report as dropped

/** Secrets that a capture carries to decrypt itself (pcapng Decryption Secrets Block). */
export interface CaptureSecrets {
  /** Four letters, e.g. "TLSK" (TLS key log), "WGKL" (WireGuard), or a number in hex. */
  readonly kind: string
  readonly bytes: Uint8Array
}

export class Tally {
  /** Packets handed out. */
  delivered = 0
  filtered = 0
  readonly dropped: Record<string, number> = {}
  readonly notes: string[] = []
  readonly names: { ip: string; name: string }[] = []
  readonly secrets: CaptureSecrets[] = []
  #droppedTotal = 0
  #notesLost = 0
  #secretBytes = 0

  /** Delivered + filtered + dropped, so that the three always add up. */
  get received(): number {
    return this.delivered + this.filtered + this.#droppedTotal
  }

  drop(reason: DropReason, packets = 1): void {
    if (packets <= 0) return
    this.#droppedTotal += packets
    const known = this.dropped[reason]
    if (known === undefined && Object.keys(this.dropped).length >= MAX_REASONS) return
    this.dropped[reason] = (known ?? 0) + packets
  }

  note(text: string): void {
    const clean = printable(text)
    if (clean === "" || this.notes.at(-1) === clean) return
    if (this.notes.length < MAX_NOTES) this.notes.push(clean)
    else {
      this.#notesLost++
      this.notes[MAX_NOTES - 1] = `... and ${this.#notesLost + 1} more notes`
    }
  }

  name(ip: string, name: string): void {
    const clean = printable(name)
    if (clean !== "" && this.names.length < MAX_NAMES) this.names.push({ ip, name: clean })
  }

  secret(kind: string, bytes: Uint8Array): void {
    if (this.#secretBytes + bytes.length > MAX_SECRET_BYTES) return this.note("Decryption secrets beyond 4 MiB were left out")
    this.#secretBytes += bytes.length
    this.secrets.push({ kind, bytes: bytes.slice() })
  }
}

/** Text of a stranger made safe to show: no control or direction-changing characters, bounded. */
export function printable(text: string): string {
  const cut = text.length > MAX_NOTE_CHARACTERS ? `${text.slice(0, MAX_NOTE_CHARACTERS)}...` : text
  // oxlint-disable-next-line no-control-regex -- control characters are what is searched for
  return cut.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, " ").trim()
}
