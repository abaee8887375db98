// Facts about names, lists and dates that repeat all day, kept so that they are found once. Bounded: when full, a memory starts anew, and counts what it forgot.

const MAX_ENTRIES = 4096

export interface MemoryUse { readonly used: number; readonly limit: number; readonly evicted: number }

export class Memory<Key extends string | number, Value> implements MemoryUse {
  private readonly known = new Map<Key, Value>()
  readonly limit: number
  evicted = 0

  constructor(limit: number) {
    this.limit = limit
  }

  get used(): number {
    return this.known.size
  }
  get(key: Key): Value | undefined {
    return this.known.get(key)
  }
  set(key: Key, value: Value): void {
    if (this.known.size >= this.limit) {
      this.evicted += this.known.size
      this.known.clear()
    }
    this.known.set(key, value)
  }
  /** What was true is so no more (other rules): nothing is lost, so nothing is counted. */
  forget(): void {
    this.known.clear()
  }
}

/** Memories of modules: one of each kind per thread, shared by its engines. */
const ofModules: MemoryUse[] = []

/** For modules, once when they are loaded. */
export function moduleMemory<Key extends string | number, Value>(limit: number): Memory<Key, Value> {
  const memory = new Memory<Key, Value>(limit)
  ofModules.push(memory)
  return memory
}

/** A pure function with a memory, made once when its module is loaded. */
export function remembered<Key extends string | number, Value>(find: (key: Key) => Value, limit = MAX_ENTRIES): (key: Key) => Value {
  const memory = moduleMemory<Key, Value>(limit)
  return (key) => {
    let value = memory.get(key)
    if (value === undefined) {
      value = find(key)
      memory.set(key, value)
    }
    return value
  }
}

/** All that modules remember, and these. */
export function memoryUse(others: readonly MemoryUse[]): MemoryUse {
  const sum = { used: 0, limit: 0, evicted: 0 }
  for (const { used, limit, evicted } of [...ofModules, ...others]) {
    sum.used += used
    sum.limit += limit
    sum.evicted += evicted
  }
  return sum
}
