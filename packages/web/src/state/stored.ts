// Choices that belong to this browser: theme, sidebar, columns of a table. Storage may be off or full: then they last as long as the page.
import { useCallback, useSyncExternalStore } from "react"

const listeners = new Set<() => void>()
const inMemory = new Map<string, string>()

function read(name: string): string {
  try {
    return localStorage.getItem(`netweir.${name}`) ?? inMemory.get(name) ?? ""
  } catch {
    return inMemory.get(name) ?? ""
  }
}

export function store(name: string, value: string): void {
  inMemory.set(name, value)
  try {
    localStorage.setItem(`netweir.${name}`, value)
  } catch {
    // kept in memory above
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener("storage", listener)
  return () => {
    listeners.delete(listener)
    removeEventListener("storage", listener)
  }
}

export function useStored(name: string): [string, (value: string) => void] {
  const value = useSyncExternalStore(subscribe, () => read(name))
  return [value, useCallback((next: string) => store(name, next), [name])]
}
