import cookie from "@fastify/cookie"
import compress from "@fastify/compress"
import formbody from "@fastify/formbody"
import helmet from "@fastify/helmet"
import websocket from "@fastify/websocket"
import type { FastifyInstance } from "fastify"
import { constants } from "node:zlib"

/** Bytes of one WebSocket message that we take: questions are short. */
const MAX_SOCKET_MESSAGE_BYTES = 64 * 1024

export async function registerPlugins(app: FastifyInstance, { prefix = "" }: { prefix?: string }): Promise<void> {
  await app.register(cookie)
  await app.register(formbody)
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        // The pages are built without inline styles; what React and ECharts set through the DOM's own interface is no inline style.
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"], // charts saved as pictures; the icons of /api/docs
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "report-uri": [`${prefix}/api/csp-report`],
      },
    },
    strictTransportSecurity: false, // sent under TLS by an own certificate only; a self-signed one must stay clickable
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "same-origin" },
  })
  await app.register(compress, { global: true, threshold: 1_400, encodings: ["br", "gzip"], brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } } })
  await app.register(websocket, { options: { maxPayload: MAX_SOCKET_MESSAGE_BYTES } })
}
