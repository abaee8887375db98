import { existsSync, lstatSync, unlinkSync } from "node:fs"

/** A socket that a killed process left behind would be in the way for ever; nothing else is touched. */
export function removeStaleSocket(path: string): void {
  if (existsSync(path) && lstatSync(path).isSocket()) unlinkSync(path)
}
