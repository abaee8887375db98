import react from "@vitejs/plugin-react"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { defineConfig, type UserConfig } from "vite"

const here = path.dirname(fileURLToPath(import.meta.url))

export default defineConfig(({ command }): UserConfig => {
  // A build is for production, whoever starts it: vitest sets NODE_ENV to "test", and React would come with its development checks.
  if (command === "build") process.env.NODE_ENV = "production"
  return {
    plugins: [react()],
    // Schemas validate on the server; the browser needs a route's method and path only (src/api/no-schemas.ts).
    resolve: { alias: { typebox: path.join(here, "src/api/no-schemas.ts") } },
    build: {
      target: "es2022",
      assetsInlineLimit: 0, // no data: URLs, so the CSP needs none
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 700,
      // The model is plain tables: what a page does not name stays out of its bundle.
      rolldownOptions: { treeshake: { moduleSideEffects: (id: string) => !/[\\/]packages[\\/](model|server)[\\/]/.test(id) } },
    },
    // Scripts find each other beside themselves, so that only index.html has to know a path prefix (src/state/prefix.ts).
    experimental: { renderBuiltUrl: (_, { hostType }) => (hostType === "html" ? undefined : { relative: true }) },
    server: { proxy: { "/api": { target: process.env.NETWEIR_URL ?? "http://localhost:3000", ws: true } } },
  }
})
