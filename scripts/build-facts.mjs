// Countries, autonomous systems and vendors as tables that load in milliseconds: dist/facts/. Quick when nothing changed.
import { build } from "esbuild"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..")

export async function buildFacts(outDir = path.join(root, "dist", "facts")) {
  const compiler = path.join(outDir, "compile-facts.mjs")
  await build({
    absWorkingDir: root, entryPoints: ["packages/server/src/facts/compile/compile-facts.ts"], outfile: compiler,
    bundle: true, platform: "node", format: "esm", target: "node20", logLevel: "warning",
  })
  const { compileFacts } = await import(pathToFileURL(compiler).href)
  return compileFacts(outDir, path.join(root, "packages", "server", "package.json"))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const startMs = Date.now()
  const built = await buildFacts()
  console.log(built ? `Facts built in ${Date.now() - startMs} ms.` : "Facts are up to date.")
}
