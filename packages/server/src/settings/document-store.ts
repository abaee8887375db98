// Settings, users, tokens, sessions: small JSON documents by key ("users/admin"). One interface, two sides: a file, or Redis.

export interface DocumentStore {
  readonly kind: "file" | "redis"
  get(key: string): Promise<unknown>
  /** Resolves when the document is safe. */
  put(key: string, value: unknown): Promise<void>
  remove(key: string): Promise<boolean>
  list(prefix: string): Promise<readonly { readonly key: string; readonly value: unknown }[]>
  /** Read, change, write, with no other writer between. `change` gets undefined for a missing document, may be called again, and removes by answering undefined. */
  update(key: string, change: (current: unknown) => unknown): Promise<unknown>
  close(): Promise<void>
}

/** A document's key: collection, slash, name. Names come from users: no slash, no control characters. */
export const documentKey = (collection: string, name: string): string => `${collection}/${name}`
