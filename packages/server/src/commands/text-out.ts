// Text to a file or to standard output in large pieces. Synchronous: analyze produces faster than most readers take, and
// waiting for the reader is the back pressure.
import { closeSync, openSync, writeSync } from "node:fs"

export interface TextOut {
  write(text: string): void
  end(): void
}

const PIECE_CHARACTERS = 1 << 16

abstract class PiecedText implements TextOut {
  private piece = ""
  protected abstract put(bytes: Buffer): void

  write(text: string): void {
    this.piece += text
    if (this.piece.length >= PIECE_CHARACTERS) this.flush()
  }
  protected flush(): void {
    if (this.piece === "") return
    const bytes = Buffer.from(this.piece)
    this.piece = ""
    this.put(bytes)
  }
  end(): void {
    this.flush()
  }
}

export class FileText extends PiecedText {
  private readonly file: number
  constructor(path: string) {
    super()
    this.file = openSync(path, "w")
  }
  protected put(bytes: Buffer): void {
    writeAll(this.file, bytes)
  }
  override end(): void {
    super.end()
    closeSync(this.file)
  }
}

export class StandardOutput extends PiecedText {
  protected put(bytes: Buffer): void {
    writeAll(1, bytes)
  }
}

function writeAll(file: number, bytes: Buffer): void {
  let written = 0
  while (written < bytes.length) {
    try {
      written += writeSync(file, bytes, written)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === "EPIPE") process.exit(0) // the reader (head, less) has seen enough
      if (code !== "EAGAIN") throw error
      Atomics.wait(nap, 0, 0, 5) // a pipe that node made non-blocking is full
    }
  }
}

const nap = new Int32Array(new SharedArrayBuffer(4))
