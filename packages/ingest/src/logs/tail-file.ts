// A log file as it grows: across rotation (renamed, or another file in its place) and truncation.
import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs"

const CHUNK_BYTES = 256 << 10

export class TailFile {
  bytesRead = 0
  rotations = 0
  truncations = 0
  readonly path: string
  private readonly chunk = Buffer.alloc(CHUNK_BYTES)
  private fd = -1
  private inode = 0
  private position = 0

  constructor(path: string) {
    this.path = path
  }

  /** Throws what the system says. */
  open(): void {
    this.fd = openSync(this.path, "r")
    this.inode = fstatSync(this.fd).ino
    this.position = 0
  }

  get bytesTotal(): number {
    return this.fd < 0 ? this.bytesRead : Math.max(this.bytesRead, this.bytesRead - this.position + fstatSync(this.fd).size)
  }

  /** What was added since, valid until the next call; null when there is nothing now. */
  read(): Buffer | null {
    if (this.fd < 0 && !this.reopen()) return null
    if (fstatSync(this.fd).size < this.position) {
      this.truncations++
      this.position = 0
    }
    const bytes = readSync(this.fd, this.chunk, 0, CHUNK_BYTES, this.position)
    if (bytes > 0) {
      this.position += bytes
      this.bytesRead += bytes
      return this.chunk.subarray(0, bytes)
    }
    // Read to its end: only now another file may take its place.
    const now = statSync(this.path, { throwIfNoEntry: false })
    if (now !== undefined && now.ino !== this.inode) {
      this.close()
      this.rotations++
      this.reopen()
      return this.fd < 0 ? null : this.read()
    }
    return null
  }

  close(): void {
    if (this.fd >= 0) closeSync(this.fd)
    this.fd = -1
  }

  /** Between the old file and the new one there may be none. */
  private reopen(): boolean {
    if (statSync(this.path, { throwIfNoEntry: false }) === undefined) return false
    this.open()
    return true
  }
}
