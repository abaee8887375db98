/** Wall time, injected so that tests need not wait. */
export interface Clock { nowMs(): number }
export const systemClock: Clock = { nowMs: () => Date.now() }
