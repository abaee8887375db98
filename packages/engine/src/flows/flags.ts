// Bits of FlowColumns.flags.
export const FLOW_LIVE = 1 << 0
/** The handshake showed that B opened the connection (SYN-ACK seen first). */
export const FLOW_SWAPPED = 1 << 1
export const FLOW_ENCRYPTED = 1 << 2
/** Dissectors still look at its packets. */
export const FLOW_INSPECTING = 1 << 3
/** TCP without its SYN: stream positions are relative to the first packet seen. */
export const FLOW_MIDSTREAM = 1 << 4
/** Application known (started -> appDetected was raised). */
export const FLOW_DETECTED = 1 << 5
/** At least one slice of it went to history. */
export const FLOW_SLICED = 1 << 6
export const FLOW_CLIENT_SYN = 1 << 7
export const FLOW_SERVER_SYN = 1 << 8
export const FLOW_CLIENT_FIN = 1 << 9
export const FLOW_SERVER_FIN = 1 << 10
export const FLOW_RESET = 1 << 11
export const FLOW_HAS_SEQUENCE_AB = 1 << 12
export const FLOW_HAS_SEQUENCE_BA = 1 << 13
/** It had packets since the last harvest (it stands in the list of rows to harvest). */
export const FLOW_TOUCHED = 1 << 14
/** The first request (client payload) and the first answer (server payload) were seen. */
export const FLOW_REQUEST_SEEN = 1 << 15
export const FLOW_ANSWER_SEEN = 1 << 16
/** Its risks put it among the alerted flows (counted once). */
export const FLOW_ALERTED = 1 << 17
/** Told by records or sampled packets: what needs every packet (sequence, directions, timing) is not judged. */
export const FLOW_RECORDED = 1 << 19
/** Its exporter said that it is over. */
export const FLOW_ENDED_AT_EXPORTER = 1 << 20
/** Who opened it is certain: not guessed from ports or times any more. */
export const FLOW_DIRECTION_KNOWN = 1 << 21
/** Calls: its datagrams may be RTP, measured for its whole life. */
export const FLOW_MEDIA = 1 << 22
/** The hole in `holeStart`, `holeEnd` is in B's stream. */
export const FLOW_HOLE_BA = 1 << 18
