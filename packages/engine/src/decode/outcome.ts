// What decoding a frame comes to. Small integers: the packet loop branches on them for every frame.

/** An IP packet: the flow table takes it. */
export const TO_FLOW = 0
/** Not IP: counted by ethertype. */
export const NOT_IP = 1
/** A fragment, kept until its datagram is whole (or given up). */
export const HELD = 2
/** From here up: dropped, by reason `outcome - DROPPED`. */
export const DROPPED = 3

export const dropReasons = [
  "frame-truncated",
  "link-type-unsupported",
  "ipv4-header-truncated",
  "ipv4-header-malformed",
  "ipv6-header-truncated",
  "ipv6-header-malformed",
  "flow-table-full",
  "record-without-addresses",
  "record-duplicate",
] as const

export const DROP_FRAME_TRUNCATED = DROPPED
export const DROP_LINK_TYPE = DROPPED + 1
export const DROP_IPV4_TRUNCATED = DROPPED + 2
export const DROP_IPV4_MALFORMED = DROPPED + 3
export const DROP_IPV6_TRUNCATED = DROPPED + 4
export const DROP_IPV6_MALFORMED = DROPPED + 5
export const DROP_TABLE_FULL = DROPPED + 6
export const DROP_NO_ADDRESSES = DROPPED + 7
/** The same traffic, told at its ingress and again at its egress. */
export const DROP_DUPLICATE = DROPPED + 8
