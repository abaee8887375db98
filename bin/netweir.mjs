#!/usr/bin/env node
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const bundle = new URL("../dist/main.mjs", import.meta.url)
if (!existsSync(fileURLToPath(bundle))) {
  process.stderr.write("netweir is not built yet: run `npm run build` in its folder, or start it with `npm start -- ARGS`.\n")
  process.exit(1)
}
const { main } = await import(bundle.href)
await main(process.argv.slice(2))
