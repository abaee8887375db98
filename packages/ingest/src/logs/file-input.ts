// Lines of a file: to its end, or on and on.
import { openFailure } from "../sources/open-failure.ts"
import type { SourceProgress } from "../source.ts"
import { LineSplitter } from "./line-splitter.ts"
import { LOOPBACK, type LogInput } from "./log-source.ts"
import { TailFile } from "./tail-file.ts"

export class FileInput implements LogInput {
  ended = false
  private readonly file: TailFile
  private readonly follows: boolean
  private splitter: LineSplitter | null = null
  private lose: (reason: string) => void = () => {}
  private told = 0

  constructor(path: string, follows: boolean) {
    this.file = new TailFile(path)
    this.follows = follows
  }

  async open(push: (line: string, from: string) => void, lose: (reason: string) => void): Promise<void> {
    this.lose = lose
    this.splitter = new LineSplitter((line) => push(line, LOOPBACK))
    try {
      this.file.open()
    } catch (cause) {
      throw openFailure(this.file.path, cause)
    }
  }

  pull(): boolean {
    if (this.ended || this.splitter === null) return false
    const { rotations, truncations } = this.file
    const bytes = this.file.read()
    // Another file: the last line of the old one has no more to come.
    if (rotations !== this.file.rotations || truncations !== this.file.truncations) this.splitter.finish()
    if (bytes === null) {
      if (this.follows) return false
      this.ended = true
      this.splitter.finish()
    } else this.splitter.push(bytes)
    for (; this.told < this.splitter.tooLong; this.told++) this.lose("line-too-long")
    return true
  }

  progress(): SourceProgress {
    return { bytesRead: this.file.bytesRead, bytesTotal: this.follows ? null : this.file.bytesTotal }
  }

  notes(): readonly string[] {
    const { rotations, truncations } = this.file
    return rotations + truncations === 0 ? [] : [`The file was rotated ${rotations} times and truncated ${truncations} times`]
  }

  async close(): Promise<void> {
    this.file.close()
  }
}
