// Where ZeroMQ sockets meet: tcp://host:port, zmq://host:port (the same), ipc://path. A trailing `c` (after the port; `?c` after
// a path, which may well end in a c itself) swaps who listens and who connects.
import { SourceError } from "../source.ts"

export interface ZmtpEndpoint {
  /** As the user wrote it. */
  readonly text: string
  readonly host: string | null
  readonly port: number
  /** Unix socket; then host is null. */
  readonly path: string | null
  readonly isSwapped: boolean
}

export const MAX_ENDPOINTS = 256
/** Linux's limit for the path of a Unix socket, less the NUL. */
const MAX_PATH_BYTES = 107

/** Comma-separated endpoints. A `script@` before one is ntopng's, and means nothing here. */
export function parseEndpoints(spec: string): readonly ZmtpEndpoint[] {
  const texts = spec.split(",").map((text) => text.trim()).filter((text) => text !== "")
  if (texts.length === 0 || texts.length > MAX_ENDPOINTS) throw new SourceError("endpoint-invalid", `${spec} has to name 1 to ${MAX_ENDPOINTS} endpoints`, "For example tcp://probe:5556, or tcp://a:5556,tcp://b:5556")
  return texts.map(parseEndpoint)
}

export function parseEndpoint(written: string): ZmtpEndpoint {
  const text = written.replace(/^[^/]*@(?=[a-z]+:\/\/)/, "")
  const ipc = /^ipc:\/\/(.+?)(\?c)?$/.exec(text)
  if (ipc !== null) {
    if (Buffer.byteLength(ipc[1]) > MAX_PATH_BYTES) throw new SourceError("endpoint-invalid", `${text}: the path of a socket has at most ${MAX_PATH_BYTES} bytes`, "Give a shorter one.")
    return { text, host: null, port: 0, path: ipc[1], isSwapped: ipc[2] !== undefined }
  }
  const tcp = /^(?:tcp|zmq):\/\/(\[[0-9a-fA-F:.%a-z]+\]|[^:/[\]]+):(\d{1,5})(c)?$/.exec(text)
  const port = Number(tcp?.[2] ?? 0)
  if (tcp === null || port < 1 || port > 65_535) throw new SourceError("endpoint-invalid", `${text} is no ZeroMQ endpoint`, "Write tcp://HOST:PORT, zmq://HOST:PORT or ipc://PATH; a c after the port means that this side listens, as in tcp://*:5556c")
  return { text, host: tcp[1].replace(/^\[|\]$/g, ""), port, path: null, isSwapped: tcp[3] !== undefined }
}

/** For net.connect; `*` can only be listened at. */
export function connectTo(endpoint: ZmtpEndpoint): { path: string } | { host: string; port: number } {
  if (endpoint.path !== null) return { path: endpoint.path }
  if (endpoint.host === "*") throw new SourceError("endpoint-invalid", `${endpoint.text}: nobody can be connected to at *`, "Name the host that listens, or swap the sides with a c after the port.")
  return { host: endpoint.host ?? "", port: endpoint.port }
}

export function listenAt(endpoint: ZmtpEndpoint): { path: string } | { host?: string; port: number } {
  if (endpoint.path !== null) return { path: endpoint.path }
  return endpoint.host === "*" ? { port: endpoint.port } : { host: endpoint.host ?? "", port: endpoint.port }
}
