// Rule files as people edit them in the browser: listed, read, checked, replaced as a whole, removed. Names are those that rules are read
// from, so nothing outside the directory can be reached.
import { createHash, randomBytes } from "node:crypto"
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeSync } from "node:fs"
import path from "node:path"
import { isRuleFileName, parseRules } from "@netweir/engine/rules/parse-rules.ts"
import type { RuleProblem, RuleSet } from "@netweir/engine/rules/rule-set.ts"
import { ProductError } from "../contract/errors.ts"
import { categoryListKind, ruleFileKinds } from "./rule-file-kinds.ts"

/** What a browser edits and one request carries. */
const MOST_EDITED_BYTES = 900_000

export interface RuleFileInfo {
  readonly name: string
  readonly holds: string
  readonly exists: boolean
  readonly bytes: number
  readonly modifiedMs: number | null
  /** Too large for the browser: edit it where it is. */
  readonly isTooLarge: boolean
  readonly problems: readonly { readonly line: number; readonly text: string }[]
}
export interface RuleText { readonly name: string; readonly text: string; /** Of the text; "" = there is no such file. */ readonly version: string }

export interface RuleDesk {
  readonly directory: string
  list(current: RuleSet): readonly RuleFileInfo[]
  /** A file that does not exist reads as its template, with version "". */
  read(name: string): RuleText
  check(name: string, text: string): readonly RuleProblem[]
  /** Replaces the file; `version` is that of the text the change was made from. */
  write(name: string, text: string, version: string): RuleText
  remove(name: string): void
}

export function createRuleDesk(directory: string): RuleDesk {
  const known = new Map(ruleFileKinds.map((kind) => [kind.name, kind]))
  const kindOf = (name: string) => known.get(name) ?? categoryListKind

  function fileOf(name: string): string {
    if (!isRuleFileName(name) || path.basename(name) !== name) throw new ProductError("rules-unknown", { file: name })
    return path.join(directory, name)
  }
  function textOf(name: string): string | null {
    try {
      return readFileSync(fileOf(name), "utf8")
    } catch (error) {
      if (isMissing(error)) return null
      if (error instanceof ProductError) throw error
      throw new ProductError("rules-unreadable", { file: name }, { cause: error })
    }
  }

  return {
    directory,
    list(current) {
      const names = new Set([...known.keys(), ...existing(directory)])
      return [...names].map((name) => {
        const found = statSync(path.join(directory, name), { throwIfNoEntry: false })
        return {
          name, holds: kindOf(name).holds, exists: found !== undefined, bytes: found?.size ?? 0, modifiedMs: found?.mtimeMs ?? null,
          isTooLarge: (found?.size ?? 0) > MOST_EDITED_BYTES,
          problems: current.problems.filter(({ file }) => file === name).map(({ line, text }) => ({ line, text })),
        }
      })
    },
    read(name) {
      const text = textOf(name)
      if (text !== null && Buffer.byteLength(text) > MOST_EDITED_BYTES) throw new ProductError("rules-too-large", { file: name, atMost: MOST_EDITED_BYTES })
      return { name, text: text ?? kindOf(name).template, version: text === null ? "" : versionOf(text) }
    },
    check(name, text) {
      fileOf(name)
      return parseRules([{ name, text }]).problems
    },
    write(name, text, version) {
      if (Buffer.byteLength(text) > MOST_EDITED_BYTES) throw new ProductError("rules-too-large", { file: name, atMost: MOST_EDITED_BYTES })
      const before = textOf(name)
      if ((before === null ? "" : versionOf(before)) !== version) throw new ProductError("rules-changed", { file: name })
      try {
        replace(fileOf(name), text)
      } catch (error) {
        if (error instanceof ProductError) throw error
        throw new ProductError("rules-unwritable", { file: fileOf(name) }, { cause: error })
      }
      return { name, text, version: versionOf(text) }
    },
    remove(name) {
      try {
        rmSync(fileOf(name))
      } catch (error) {
        if (error instanceof ProductError) throw error
        throw isMissing(error) ? new ProductError("rules-unknown", { file: name }) : new ProductError("rules-unwritable", { file: fileOf(name) }, { cause: error })
      }
    },
  }
}

/** Whole or not at all; rights stay as they were. */
function replace(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o750 })
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString("hex")}.tmp`)
  const mode = statSync(file, { throwIfNoEntry: false })?.mode
  try {
    const handle = openSync(temporary, "wx", 0o640)
    try {
      writeSync(handle, text)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    if (mode !== undefined) chmodSync(temporary, mode & 0o777)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function existing(directory: string): string[] {
  try {
    return readdirSync(directory).filter(isRuleFileName).toSorted()
  } catch {
    return [] // made with the first file
  }
}
const versionOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32)
function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT"
}
