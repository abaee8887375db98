// Bundles the server (plain `node` runs it) and builds the web pages. `--server` or `--web` does one of the two.
import { build } from "esbuild"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { buildFacts } from "./build-facts.mjs"
import { sourceFingerprint } from "./fingerprint.mjs"

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..")
const only = process.argv.includes("--server") ? "server" : process.argv.includes("--web") ? "web" : "all"
const packages = readdirSync(path.join(root, "packages"))

// Everything from the registry stays in node_modules; our own packages go into the bundle.
const external = packages.flatMap((name) => {
  const manifest = JSON.parse(readFileSync(path.join(root, "packages", name, "package.json"), "utf8"))
  return Object.keys(manifest.dependencies ?? {}).filter((dependency) => !dependency.startsWith("@netweir/"))
})

if (only !== "web") {
  const entries = {
    main: "packages/server/src/main.ts",
    "source-worker": "packages/server/src/workers/source-worker.ts",
    "store-child": "packages/store/src/child/store-child.ts",
  }
  const present = Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(path.join(root, file))))
  mkdirSync(path.join(root, "dist"), { recursive: true })
  await build({
    absWorkingDir: root,
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
}

if (only !== "web") await buildFacts()

if (only !== "server" && existsSync(path.join(root, "packages/web/index.html"))) {
  const { build: buildWeb } = await import("vite")
  await buildWeb({ root: path.join(root, "packages/web"), logLevel: "warn", build: { outDir: path.join(root, "dist/web"), emptyOutDir: true } })
}

if (only === "all") writeFileSync(path.join(root, "dist", "built-from"), sourceFingerprint(root))
