// A pure function with memory: for facts about names, lists and dates that repeat all day. Bounded: when full, it starts anew.

const MAX_ENTRIES = 4096

export function remembered<Key extends string | number, Value>(find: (key: Key) => Value, maxEntries = MAX_ENTRIES): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return (key) => {
    let value = known.get(key)
    if (value === undefined) {
      value = find(key)
      if (known.size >= maxEntries) known.clear()
      known.set(key, value)
    }
    return value
  }
}
