// Programs of other people that tests send flows to.
import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { createSocket } from "node:dgram"
import { createServer } from "node:net"

export const hasProgram = (name: string): boolean => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0

export async function freeUdpPort(): Promise<number> {
  const socket = createSocket("udp4")
  await new Promise<void>((resolve) => { socket.bind(0, "127.0.0.1", resolve) })
  const { port } = socket.address()
  await new Promise<void>((resolve) => { socket.close(() => resolve()) })
  return port
}
export async function freeTcpPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve) })
  const address = server.address()
  await new Promise((resolve) => { server.close(resolve) })
  return typeof address === "object" && address ? address.port : 0
}

export interface Program { readonly child: ChildProcess; said(): string; stop(signal?: NodeJS.Signals): Promise<void> }
/** Resolves when the program has said `ready`. */
export async function startProgram(name: string, args: readonly string[], ready: RegExp): Promise<Program> {
  const child = spawn(name, args, { stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  const ended = new Promise<void>((resolve) => { child.once("close", () => resolve()) })
  const isReady = new Promise<void>((resolve, reject) => {
    const hear = (text: string) => {
      said += text
      if (ready.test(said)) resolve()
    }
    child.stdout.setEncoding("utf8").on("data", hear)
    child.stderr.setEncoding("utf8").on("data", hear)
    child.once("error", reject)
    child.once("close", () => reject(new Error(`${name} ended: ${said}`)))
  })
  await isReady
  return { child, said: () => said, async stop(signal = "SIGTERM") { child.kill(signal); await ended } }
}

export async function until<T>(ask: () => T | null | undefined | false, ms = 20_000): Promise<T> {
  for (const giveUpAtMs = Date.now() + ms; ;) {
    const found = ask()
    if (found) return found
    if (Date.now() > giveUpAtMs) throw new Error("it did not happen")
    await new Promise((resolve) => { setTimeout(resolve, 20) })
  }
}
