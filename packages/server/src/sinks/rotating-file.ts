// Files that grow as .part and get their name when they are complete: at the end of a period, at a size, at the end of the run.
// Readers that look for names without .part never see half a file.
import { accessSync, constants, existsSync, mkdirSync } from "node:fs"
import { open, rename, type FileHandle } from "node:fs/promises"
import path from "node:path"
import { promisify } from "node:util"
import { gzip as gzipCallback } from "node:zlib"
import { UsageError } from "../cli/usage-error.ts"
import type { SinkClock } from "./sink.ts"
import type { Query } from "./sink-url.ts"

const gzipBytes = promisify(gzipCallback)

export interface Rotation { readonly everyMs: number; readonly bytes: number }
export interface RotatingFileOptions {
  readonly directory: string
  readonly prefix: string
  readonly extension: string
  readonly gzip: boolean
  readonly rotation: Rotation
  readonly clock: SinkClock
}

export interface RotatingFile {
  append(bytes: string | Uint8Array): Promise<void>
  tick(): Promise<void>
  close(): Promise<void>
}

export function rotationOf(query: Query): Rotation {
  const rotation = { everyMs: query.milliseconds("rotate", 3_600_000), bytes: query.bytes("size", 256e6) }
  if (rotation.everyMs < 1_000) throw new UsageError("has a rotate that must be at least 1s")
  if (rotation.bytes < 1_000) throw new UsageError("has a size that must be at least 1kB")
  return rotation
}

export function openRotatingFile({ directory, prefix, extension, gzip, rotation, clock }: RotatingFileOptions): RotatingFile {
  let current: { readonly file: FileHandle; readonly path: string; readonly period: number; bytes: number } | null = null
  const periodOf = (ms: number) => Math.floor(ms / rotation.everyMs)

  async function openNext(nowMs: number): Promise<NonNullable<typeof current>> {
    mkdirSync(directory, { recursive: true, mode: 0o750 })
    const file = path.join(directory, freeName(directory, `${prefix}-${stamp(nowMs)}`, extension))
    return { file: await open(`${file}.part`, "ax", 0o640), path: file, period: periodOf(nowMs), bytes: 0 }
  }
  async function complete(): Promise<void> {
    if (!current) return
    const { file, path: name } = current
    current = null
    await file.close()
    await rename(`${name}.part`, name)
  }
  async function rotateWhenDue(): Promise<void> {
    if (current && (current.bytes >= rotation.bytes || current.period !== periodOf(clock.nowMs()))) await complete()
  }

  return {
    async append(given) {
      await rotateWhenDue()
      current ??= await openNext(clock.nowMs())
      const plain = typeof given === "string" ? Buffer.from(given) : given
      // Members of a gzip file may follow each other (RFC 1952 section 2.2), so that what was appended is there, whatever comes.
      const bytes = gzip ? await gzipBytes(plain) : plain
      const { file } = current
      let written = 0
      try {
        while (written < bytes.byteLength) written += (await file.write(bytes, written)).bytesWritten
      } catch (error) {
        // Half a row may be in the file (disk full): it goes, so that the same rows can be written again.
        await file.truncate(current.bytes).catch(() => undefined) // the error that counts is thrown
        throw error
      }
      current.bytes += bytes.byteLength
    },
    tick: rotateWhenDue,
    close: complete,
  }
}

/** UTC, sortable: 20261128T071500. */
const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, "")

function freeName(directory: string, stem: string, extension: string): string {
  for (let copy = 0; ; copy++) {
    const name = `${stem}${copy === 0 ? "" : `-${copy}`}.${extension}`
    if (!existsSync(path.join(directory, name)) && !existsSync(path.join(directory, `${name}.part`))) return name
  }
}

export function probeDirectory(directory: string): Promise<string> {
  let at = path.resolve(directory)
  while (!existsSync(at) && path.dirname(at) !== at) at = path.dirname(at)
  accessSync(at, constants.W_OK)
  return Promise.resolve(at === path.resolve(directory) ? `${directory} can be written` : `${directory} will be made`)
}
