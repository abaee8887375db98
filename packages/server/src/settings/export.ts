import type { DocumentStore } from "./document-store.ts"

/** Everything but live sessions, as one JSON file. Holds password and token hashes: keep it like a key. */
export async function exportSettings(store: DocumentStore): Promise<{ format: string; documents: Record<string, unknown> }> {
  const documents = (await store.list("")).filter(({ key }) => !key.startsWith("sessions/"))
  return { format: "netweir-settings", documents: Object.fromEntries(documents.map(({ key, value }) => [key, value])) }
}
