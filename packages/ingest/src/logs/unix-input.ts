// Lines out of a Unix socket that we listen at: a stream, or with ?dgram datagrams.
import { createServer, type Server, type Socket } from "node:net"
import { SourceError, type SourceProgress } from "../source.ts"
import { removeStaleSocket } from "../sources/stale-socket.ts"
import { LineSplitter } from "./line-splitter.ts"
import { LOOPBACK, type LogInput } from "./log-source.ts"
import { UnixDatagramInput } from "./unix-datagram-input.ts"

const MAX_CONNECTIONS = 64

/** Throws SourceError. */
export function unixInput(spec: string): LogInput {
  const match = /^[a-z+]+:\/\/(\/[^?]+)(\?dgram)?$/.exec(spec)
  if (match === null) throw new SourceError("interface-invalid", `${spec} names no socket`, "For example eve+unix:///run/suricata/eve.sock, or eve+unix:///run/suricata/eve.sock?dgram")
  return match[2] === undefined ? new UnixStreamInput(match[1]) : new UnixDatagramInput(match[1])
}

class UnixStreamInput implements LogInput {
  readonly ended = false
  private readonly path: string
  private server: Server | null = null
  private readonly sockets = new Set<Socket>()
  private bytesRead = 0

  constructor(path: string) {
    this.path = path
  }

  async open(push: (line: string, from: string) => void, lose: (reason: string) => void): Promise<void> {
    removeStaleSocket(this.path)
    const server = createServer((socket) => {
      this.sockets.add(socket)
      const splitter = new LineSplitter((line) => push(line, LOOPBACK))
      let told = 0
      socket.on("data", (chunk: Buffer) => {
        this.bytesRead += chunk.length
        splitter.push(chunk)
        for (; told < splitter.tooLong; told++) lose("line-too-long")
      })
      socket.on("end", () => splitter.finish())
      socket.on("error", () => socket.destroy())
      socket.once("close", () => this.sockets.delete(socket))
    })
    server.maxConnections = MAX_CONNECTIONS
    await new Promise<void>((resolve, reject) => {
      server.once("error", (cause) => reject(new SourceError("endpoint-not-opened", `${this.path} can't be listened at: ${cause.message}.`, "Check that its directory exists and may be written.", { cause })))
      server.listen(this.path, resolve)
    })
    this.server = server
  }

  setPaused(isPaused: boolean): void {
    for (const socket of this.sockets) {
      if (isPaused) socket.pause()
      else socket.resume()
    }
  }

  progress(): SourceProgress {
    return { bytesRead: this.bytesRead, bytesTotal: null }
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    const { server } = this
    this.server = null
    if (server !== null) await new Promise((resolve) => { server.close(resolve) })
  }
}
