import type { RecordSourceKind } from "../records/index.ts"
import { ZmqSource } from "./zmq-source.ts"

export const zmqSources: RecordSourceKind = {
  schemes: ["tcp", "zmq", "ipc"],
  forms: [
    { form: "tcp://HOST:PORT", help: "ZeroMQ subscriber to a probe (also zmq://); several, comma separated, make one interface" },
    { form: "tcp://*:PORTc", help: "the same, but this side listens and probes connect" },
    { form: "ipc://PATH", help: "the same over a Unix socket; ?c behind the path listens" },
  ],
  isShared: false, // every subscriber gets every message
  create: (spec, options) => new ZmqSource(spec, options),
}
