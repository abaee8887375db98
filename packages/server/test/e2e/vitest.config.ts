// Real browser against the real program: `npx vitest run --config packages/server/test/e2e/vitest.config.ts`.
import path from "node:path"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    root: path.join(import.meta.dirname, "../../../.."),
    include: ["packages/server/test/e2e/**/*.e2e.ts"],
    globalSetup: [path.join(import.meta.dirname, "build-once.ts")],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxConcurrency: 2, // pages looked at side by side
    fileParallelism: false, // one netweir with its database and one Chromium at a time
  },
})
