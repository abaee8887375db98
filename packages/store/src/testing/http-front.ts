// Starts the HTTP front of http-front-child.ts, in a time zone that is half an hour off: no answer may depend on the server's.
import { fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

export interface HttpFront {
  readonly port: number
  stop(): Promise<void>
}

export async function startHttpFront(directory: string, password: string, port = 0): Promise<HttpFront> {
  const child = fork(fileURLToPath(new URL("./http-front-child.ts", import.meta.url)), [directory, password, String(port)], { execArgv: ["--import", "tsx"], env: { ...process.env, TZ: "Asia/Kolkata" }, stdio: ["ignore", "inherit", "inherit", "ipc"] })
  const [{ port: listening }] = (await once(child, "message")) as [{ port: number }]
  return {
    port: listening,
    async stop() {
      const left = once(child, "exit")
      child.disconnect()
      await left
    },
  }
}
