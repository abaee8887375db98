import { EventEmitter } from "node:events"
import { expect, test } from "vitest"
import { allowClosedPipe } from "./closed-pipe.ts"

test.each([["EPIPE", false], ["ENOSPC", true]] as const)("%s on standard output: throws %s", (code, throws) => {
  const stream = new EventEmitter() as unknown as NodeJS.WriteStream
  const fail = () => stream.emit("error", Object.assign(new Error(code), { code }))
  expect(fail).toThrow(code) // nobody listens: Node's own rule
  allowClosedPipe(stream)
  if (throws) expect(fail).toThrow(code)
  else expect(fail).not.toThrow()
})
