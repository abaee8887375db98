// One frame in, one Packet out. Straight-line decoders call each other inwards: link -> network -> transport -> tunnel.
// Every decoder gets (bytes, at, end, wireEnd): where its header starts, where the captured bytes end, and where the
// bytes on the wire ended (the same, unless the snaplen cut the frame). It answers an outcome and never throws.
import type { Reassembly } from "../reassembly/reassembly.ts"
import { decodeLink } from "./link-type.ts"
import { ODD_PAYLOAD_CUT } from "./oddities.ts"
import { Packet } from "./packet.ts"
import type { EngineBlock } from "../engine.ts"

/** Tunnels in tunnels: real networks nest two or three; more is somebody's attack on the decoder. */
export const MAX_TUNNEL_DEPTH = 8

export class Decoder {
  readonly packet = new Packet()
  readonly reassembly: Reassembly
  /** Off: a tunnel is one flow, its inside is not looked at. */
  readonly decapsulate: boolean
  /** 0: tagged traffic is as untagged. */
  vlanMask = 0xfff
  /** Off: of a fragmented datagram only the first fragment counts in its flow (what some tools do). */
  readonly countLaterFragments: boolean
  /** Off: a fragment is a packet of its own. Of sampled packets the others never come. */
  reassembles = true
  depth = 0
  /** Link headers inside link headers of this frame. */
  nesting = 0
  /** What the packet was outside of each tunnel, to fall back on when the inside is no packet. */
  readonly outer: readonly Packet[] = Array.from({ length: MAX_TUNNEL_DEPTH }, () => new Packet())

  constructor(reassembly: Reassembly, decapsulate: boolean, countLaterFragments = true) {
    this.reassembly = reassembly
    this.decapsulate = decapsulate
    this.countLaterFragments = countLaterFragments
  }

  /** Fills `packet` from packet `i` of the block. */
  decode(block: EngineBlock, i: number): number {
    const packet = this.packet
    const start = block.offset[i]
    const capturedBytes = block.capturedBytes[i]
    const wireBytes = block.wireBytes[i] > capturedBytes ? block.wireBytes[i] : capturedBytes
    packet.bytes = block.bytes
    packet.frameStart = start
    packet.capturedBytes = capturedBytes
    packet.wireBytes = wireBytes
    packet.timestampUs = block.timestampUs[i]
    packet.linkType = block.linkType[i]
    packet.frames = 1
    packet.countedFrames = 1
    packet.srcMacHigh = -1
    packet.dstMacHigh = -1
    const tci = block.vlanTci[i]
    packet.vlan = tci < 0 ? 0 : tci & this.vlanMask
    packet.etherType = 0
    packet.tunnel = 0
    packet.ipVersion = 0
    packet.isFragment = false
    packet.isLaterFragment = false
    packet.oddities = wireBytes > capturedBytes ? ODD_PAYLOAD_CUT : 0
    this.depth = 0
    this.nesting = 0
    this.reassembly.recycle()
    return decodeLink(this, block.linkType[i], block.bytes, start, start + capturedBytes, start + wireBytes)
  }
}
