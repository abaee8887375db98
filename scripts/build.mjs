// Bundles the server (plain `node` runs it) and builds the web pages. `--server` or `--web` does one of the two.
import { build } from "esbuild"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { buildFacts } from "./build-facts.mjs"
import { sourceFingerprint } from "./fingerprint.mjs"

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..")
const only = process.argv.includes("--server") ? "server" : process.argv.includes("--web") ? "web" : "all"
const packages = readdirSync(path.join(root, "packages"))

// Plain JavaScript goes into the bundle: one file loads in a fraction of the time that hundreds take (fastify, ajv and typebox
// alone are 900 files; the first page came after 1.3 s, with the bundle after 0.7 s). What has binaries, data or assets of its
// own stays in node_modules, and so does what is loaded only on demand.
const bundled = ["fastify", "@fastify/compress", "@fastify/cookie", "@fastify/formbody", "@fastify/helmet", "@fastify/static", "@fastify/websocket", "ajv", "typebox", "ws", "mmdb-lib", "fzstd", "@noble/ciphers", "@clickhouse/client"]
const external = packages.flatMap((name) => {
  const manifest = JSON.parse(readFileSync(path.join(root, "packages", name, "package.json"), "utf8"))
  return Object.keys(manifest.dependencies ?? {}).filter((dependency) => !dependency.startsWith("@netweir/") && !bundled.includes(dependency))
})

if (only !== "web") {
  const entries = {
    main: "packages/server/src/main.ts",
    "source-worker": "packages/server/src/workers/source-worker.ts",
    "sinks-worker": "packages/server/src/sinks/sinks-worker.ts",
    "store-child": "packages/store/src/child/store-child.ts",
  }
  const present = Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(path.join(root, file))))
  mkdirSync(path.join(root, "dist"), { recursive: true })
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: present,
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    external: [...new Set(external)],
    logLevel: "warning",
    banner: { js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);' },
  })
  removeOldChunks(new Set(Object.keys(metafile.outputs)))
}

if (only !== "web") await buildFacts()

/** Chunks of earlier builds; a netweir that was started an hour ago has loaded what it needs. */
function removeOldChunks(outputs) {
  const folder = path.join(root, "dist", "chunks")
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name)
    if (!outputs.has(`dist/chunks/${name}`) && Date.now() - statSync(file).mtimeMs > 3_600_000) rmSync(file)
  }
}

if (only !== "server" && existsSync(path.join(root, "packages/web/index.html"))) {
  const { build: buildWeb } = await import("vite")
  await buildWeb({ root: path.join(root, "packages/web"), logLevel: "warn", build: { outDir: path.join(root, "dist/web"), emptyOutDir: true } })
}

if (only === "all") writeFileSync(path.join(root, "dist", "built-from"), sourceFingerprint(root))
