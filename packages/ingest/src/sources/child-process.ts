// A program that writes a capture to its standard output.
import { spawn, type ChildProcessByStdio } from "node:child_process"
import type { Readable } from "node:stream"
import { StreamFeed } from "../feeds/stream-feed.ts"
import { SourceError } from "../source.ts"
import { printable, type Tally } from "../tally.ts"
import type { StreamOrigin } from "./stream-source.ts"

/** How long a child may take to end after it was asked to. */
const KILL_AFTER_MS = 2000

export interface ChildCommand {
  readonly file: string
  readonly args: readonly string[]
  /** Called for each line that the child writes to standard error; those it does not take become notes. */
  readonly onLine?: (line: string, tally: Tally) => boolean
}

export class ChildProcessOrigin implements StreamOrigin {
  #command: ChildCommand
  #child: ChildProcessByStdio<null, Readable, Readable> | null = null
  #lastLine = ""
  #problem: string | null = null
  #closing = false
  #exited: Promise<void> = Promise.resolve()

  constructor(command: ChildCommand) {
    this.#command = command
  }

  async open(tally: Tally): Promise<StreamFeed> {
    const { file, args } = this.#command
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"] })
    this.#child = child
    this.#exited = new Promise((resolve) => {
      child.once("close", (code, signal) => {
        if (code !== 0 && !this.#closing) this.#problem = `${file} ended with ${signal ?? `code ${code}`}${this.#lastLine === "" ? "" : `: ${this.#lastLine}`}`
        resolve()
      })
    })
    const feed = new StreamFeed(child.stdout, this.#exited)
    this.#readLines(child.stderr, tally)
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve)
      child.once("error", (cause) => reject(new SourceError("command-failed", `${file} can't be started: ${cause.message}`, `Install ${file}, or give its full path.`, { cause })))
    })
    return feed
  }

  problem(): string | null {
    return this.#problem
  }

  /** Resolves when the child has ended, at the latest after `maxWaitMs`. */
  async ended(maxWaitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await Promise.race([this.#exited, new Promise((resolve) => (timer = setTimeout(resolve, maxWaitMs)))])
    clearTimeout(timer)
  }

  /** For programs that report on a signal (tcpdump: SIGUSR1). */
  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name)
  }

  async close(): Promise<void> {
    this.#closing = true
    const child = this.#child
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.kill("SIGTERM")
    const force = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS)
    await this.#exited
    clearTimeout(force)
  }

  #readLines(stream: Readable, tally: Tally): void {
    let rest = ""
    stream.setEncoding("utf8")
    stream.on("data", (text: string) => {
      const lines = (rest + text).split(/\r?\n|\r/)
      rest = (lines.pop() ?? "").slice(-4096)
      for (const line of lines) {
        if (line.trim() === "") continue
        this.#lastLine = printable(line)
        if (!this.#command.onLine?.(line, tally)) tally.note(`${this.#command.file}: ${line}`)
      }
    })
  }
}
