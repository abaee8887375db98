// The beginning of a capture as frames that can be sent: the demo capture keeps headers only, the rest is filled up with zeros.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import type { NetworkLab } from "@netweir/ingest/testing/network-lab.ts"

export const REPLAYED_FRAMES = 4000
/** Two seconds; exporters in userspace lose frames when they come much faster. */
const FRAMES_PER_SECOND = 2000
const FILE_HEADER = 24
const FRAME_HEADER = 16

export function writeReplayable(capture: string, target: string): string {
  const bytes = readFileSync(capture)
  const parts = [bytes.subarray(0, FILE_HEADER)]
  for (let at = FILE_HEADER, frames = 0; at < bytes.length && frames < REPLAYED_FRAMES; frames++) {
    const [captured, wire] = [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 12)]
    const header = Buffer.from(bytes.subarray(at, at + FRAME_HEADER))
    header.writeUInt32LE(wire, 8)
    parts.push(header, bytes.subarray(at + FRAME_HEADER, at + FRAME_HEADER + captured), Buffer.alloc(wire - captured))
    at += FRAME_HEADER + captured
  }
  writeFileSync(target, Buffer.concat(parts))
  return target
}

/** Sends them from the far end of the lab. */
export async function replay(lab: NetworkLab, capture: string): Promise<void> {
  await once(spawn("ip", ["netns", "exec", lab.namespace, "tcpreplay", "-q", `--pps=${FRAMES_PER_SECOND}`, "-i", lab.far, capture], { stdio: "ignore" }), "close")
}
