// ntopng's times are seconds since the epoch.
export const seconds = (ms: number): number => Math.floor(ms / 1000)
/** Both ends counted: a flow of one packet lasts one second. */
export const durationSeconds = (firstMs: number, lastMs: number): number => seconds(lastMs) - seconds(firstMs) + 1
/** Percent of a limit, at least 1 when there is anything. */
export const percentOf = (used: number, limit: number): number => (limit > 0 && used > 0 ? Math.max(1, Math.round((100 * used) / limit)) : 0)
/** Fields called bps are bytes per second in some endpoints: those of interface and host data. */
export const bytesPerSecond = (bitsPerSecond: number): number => bitsPerSecond / 8
