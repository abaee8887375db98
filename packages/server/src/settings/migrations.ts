// Versions of the documents. A step changes documents of version n to n+1; steps are never edited once released.
import { ProductError } from "../contract/errors.ts"
import type { DocumentStore } from "./document-store.ts"

export type Migration = (store: DocumentStore) => Promise<void>
/** migrations[0] makes version 2 of version 1. */
export const migrations: readonly Migration[] = []

const VERSION_KEY = "meta/version"

export async function migrate(store: DocumentStore, steps: readonly Migration[] = migrations): Promise<void> {
  const ours = steps.length + 1
  const stored = await store.get(VERSION_KEY)
  const found = typeof stored === "number" ? stored : ours // a new store starts at our version
  if (found > ours) throw new ProductError("settings-newer", { found, ours }, { message: `The settings are of version ${found}, this Netweir knows version ${ours}.` })
  for (let version = found; version < ours; version++) {
    await steps[version - 1](store)
    await store.put(VERSION_KEY, version + 1) // after each step: a stop in between repeats nothing
  }
  if (stored === undefined) await store.put(VERSION_KEY, ours)
}
