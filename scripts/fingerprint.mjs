// Has a source file changed since the last build? Names, sizes and times are enough and cost a few milliseconds.
import { createHash } from "node:crypto"
import { readdirSync, statSync } from "node:fs"
import path from "node:path"

export function sourceFingerprint(root) {
  const hash = createHash("sha1")
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name === "node_modules" || entry.name === "dist" || entry.name === "test" || entry.name.includes(".test.")) continue
      const file = path.join(folder, entry.name)
      if (entry.isDirectory()) walk(file)
      else {
        const { size, mtimeMs } = statSync(file)
        hash.update(`${path.relative(root, file)} ${size} ${Math.floor(mtimeMs)}\n`)
      }
    }
  }
  walk(path.join(root, "packages"))
  return hash.digest("hex")
}
