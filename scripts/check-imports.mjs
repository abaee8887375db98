// Imports go one way: web -> model; server -> store, checks, ingest, engine, model; checks, store, ingest -> engine, model; engine -> model.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..")
const allowed = {
  model: [], engine: ["model"], ingest: ["engine", "model"], checks: ["engine", "model"], store: ["engine", "model"],
  server: ["store", "checks", "ingest", "engine", "model"], web: ["model", "server/contract"],
}
const problems = []
for (const [name, targets] of Object.entries(allowed)) {
  const source = path.join(root, "packages", name, "src")
  if (!existsSync(source)) continue
  for (const file of readdirSync(source, { recursive: true })) {
    if (!/\.tsx?$/.test(file)) continue
    const text = readFileSync(path.join(source, file), "utf8")
    for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*"@netweir\/([^"]+)"/g)) {
      const isTest = /\.(test|samples)\.tsx?$|(^|\/)testing/.test(file)
      const ok = targets.some((one) => target === one || target.startsWith(`${one}/`)) || target.split("/")[0] === name
      if (!ok && !isTest) problems.push(`packages/${name}/src/${file}: may not import @netweir/${target}`)
    }
    if (name === "engine" && !/\.test\.ts$|(^|\/)testing/.test(file))
      for (const [, target] of text.matchAll(/from "(node:(?!crypto|buffer)[^"]+)"/g)) problems.push(`packages/engine/src/${file}: the engine is pure and may not import ${target}`)
  }
}
for (const problem of problems) console.error(problem)
if (problems.length) process.exit(1)
