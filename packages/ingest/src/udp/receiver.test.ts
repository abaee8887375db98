// One suite for both ways to receive.
import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import { createSocket } from "node:dgram"
import { describe, expect, test } from "vitest"
import { hasUdpCalls } from "../native/udp-calls.ts"
import type { DatagramReceiver } from "./datagram-batch.ts"
import { openReceiver } from "./open-receiver.ts"

interface Got { readonly from: string; readonly port: number; readonly text: string }

async function receiveAll(receiver: DatagramReceiver, count: number): Promise<Got[]> {
  const got: Got[] = []
  for (let turns = 0; got.length < count && turns < 200; turns++) {
    const batch = receiver.receive()
    if (batch === null) {
      await receiver.wait(50)
      continue
    }
    for (let i = 0; i < batch.count; i++) {
      const text = Buffer.from(batch.bytes.subarray(batch.start[i], batch.start[i] + batch.length[i])).toString()
      got.push({ from: formatIp(batch.words, 4 * i), port: batch.port[i], text })
    }
  }
  return got
}

async function send(kind: "udp4" | "udp6", to: { host: string; port: number }, texts: readonly string[]): Promise<number> {
  const socket = createSocket(kind)
  for (const text of texts) await new Promise<void>((resolve, reject) => socket.send(text, to.port, to.host, (error) => (error ? reject(error) : resolve())))
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return port
}

for (const way of hasUdpCalls ? (["kernel", "node"] as const) : (["node"] as const)) {
  describe(`${way} receiver`, () => {
    test("one port, IPv4 and IPv6, senders and contents in order", async () => {
      const receiver = await openReceiver([{ host: "", port: 0 }], { with: way })
      try {
        const [{ port }] = receiver.addresses
        const first = await send("udp4", { host: "127.0.0.1", port }, ["one", "", "three"])
        const second = await send("udp6", { host: "::1", port }, ["x".repeat(60_000)])
        const got = await receiveAll(receiver, 4)
        expect(got.slice(0, 3)).toEqual(["one", "", "three"].map((text) => ({ from: "127.0.0.1", port: first, text })))
        expect(got[3]).toEqual({ from: "::1", port: second, text: "x".repeat(60_000) })
      } finally {
        await receiver.close()
      }
    })

    test("several addresses; [::] leaves IPv4 to its own socket", async () => {
      const receiver = await openReceiver([{ host: "127.0.0.1", port: 0 }, { host: "::", port: 0 }, { host: "localhost", port: 0 }], { with: way })
      try {
        const [v4, v6, named] = receiver.addresses
        await send("udp4", { host: "127.0.0.1", port: v4.port }, ["a"])
        await send("udp6", { host: "::1", port: v6.port }, ["b"])
        const other = named.port
        await send("udp4", { host: "127.0.0.1", port: other }, ["c"]).catch(() => undefined)
        await send("udp6", { host: "::1", port: other }, ["c"]).catch(() => undefined)
        expect((await receiveAll(receiver, 3)).map(({ text }) => text).toSorted()).toEqual(["a", "b", "c"])
      } finally {
        await receiver.close()
      }
    })

    test("a taken port says who to look for; nothing stays open", async () => {
      const first = await openReceiver([{ host: "127.0.0.1", port: 0 }], { with: way })
      const [{ port }] = first.addresses
      await expect(openReceiver([{ host: "127.0.0.1", port: 0 }, { host: "127.0.0.1", port }], { with: way })).rejects.toMatchObject({ code: "port-taken", message: `UDP port ${port} of 127.0.0.1 is taken by another program` })
      await first.close()
      const again = await openReceiver([{ host: "127.0.0.1", port }], { with: way })
      await again.close()
    })

    test("an address of somebody else", async () => {
      await expect(openReceiver([{ host: "192.0.2.1", port: 0 }], { with: way })).rejects.toMatchObject({ code: "address-not-local" })
      await expect(openReceiver([{ host: "no.such.host.invalid", port: 0 }], { with: way })).rejects.toMatchObject({ code: "address-not-local" })
    })

    test("waits no longer than asked, and ends when closed", async () => {
      const receiver = await openReceiver([{ host: "127.0.0.1", port: 0 }], { with: way })
      expect(receiver.receive()).toBeNull()
      const waiting = receiver.wait(20)
      await receiver.close()
      await waiting
      expect(receiver.receive()).toBeNull()
    })
  })
}

describe.skipIf(!hasUdpCalls)("kernel receiver", () => {
  test("two share a port: each datagram reaches one of them", async () => {
    const first = await openReceiver([{ host: "", port: 0 }], { isShared: true, with: "kernel" })
    const [{ port }] = first.addresses
    const second = await openReceiver([{ host: "", port }], { isShared: true, with: "kernel" })
    for (let sender = 0; sender < 32; sender++) await send("udp4", { host: "127.0.0.1", port }, ["x"])
    const counts = [first, second].map((receiver) => {
      let count = 0
      for (let batch = receiver.receive(); batch !== null; batch = receiver.receive()) count += batch.count
      return count
    })
    expect(counts[0] + counts[1]).toBe(32)
    expect(Math.min(...counts)).toBeGreaterThan(0)
    await Promise.all([first.close(), second.close()])
  })

  test("what the kernel drops is counted", async () => {
    const receiver = await openReceiver([{ host: "127.0.0.1", port: 0 }], { with: "kernel" })
    const [{ port }] = receiver.addresses
    const text = "x".repeat(60_000)
    const sent = 2600 // 156 MB into a buffer of 128 MB at most
    const texts = Array.from({ length: sent }, () => text)
    await send("udp4", { host: "127.0.0.1", port }, texts)
    let received = 0
    for (let batch = receiver.receive(); batch !== null; batch = receiver.receive()) received += batch.count
    const lost = receiver.dropped()["kernel-buffer-full"]
    expect(lost).toBeGreaterThan(0)
    expect(received + lost).toBe(sent)
    await receiver.close()
    expect(receiver.dropped()["kernel-buffer-full"]).toBe(lost)
  })
})
