// Starts the thread from its TypeScript sources (tests, `tsx`): Node 20 hands no loader down to a worker thread.
import { register } from "tsx/esm/api"

register()
await import("./sinks-worker.ts")
