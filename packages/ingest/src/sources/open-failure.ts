// System errors of opening a path, in words with a way out.
import { readdirSync } from "node:fs"
import path from "node:path"
import { nearest } from "../nearest.ts"
import { SourceError } from "../source.ts"

export function openFailure(file: string, cause: unknown): SourceError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined
  switch (code) {
    case "ENOENT":
      return new SourceError("file-not-found", `There is no file ${file}`, suggestFile(file), { cause })
    case "EACCES":
    case "EPERM":
      return new SourceError("file-not-readable", `${file} may not be read by this user`, `Give read permission (chmod a+r ${file}), or run as a user who has it.`, { cause })
    case "EISDIR":
      return new SourceError("file-is-directory", `${file} is a directory`, "Give a capture file, or the directory itself as an interface to watch it.", { cause })
    default:
      return new SourceError("file-unreadable", `${file} can't be opened: ${cause instanceof Error ? cause.message : String(cause)}`, "Check the path and the disk.", { cause })
  }
}

function suggestFile(file: string): string {
  const folder = path.dirname(file)
  try {
    const similar = nearest(path.basename(file), readdirSync(folder))
    return similar === null ? `Look into ${folder}: no file there has a similar name.` : `Did you mean ${path.join(folder, similar)}?`
  } catch {
    return `The directory ${folder} doesn't exist or can't be read.`
  }
}
