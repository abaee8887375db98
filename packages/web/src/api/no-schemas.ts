// Stands in for typebox in the browser bundle (vite.config.ts): the contract's schemas are for the server and for the type checker.
// Saves 60 kB of code that the browser would load and never call.
const anySchema: Record<string, never> = {}
export const Type: unknown = new Proxy({}, { get: () => () => anySchema })
