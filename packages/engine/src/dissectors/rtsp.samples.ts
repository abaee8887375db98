import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "options and answer",
    flow: { serverPort: 8554 },
    steps: [{ from: "client", text: "OPTIONS rtsp://cam.example.com:8554/live RTSP/1.0\r\nCSeq: 1\r\n\r\n" }, { from: "server", text: "RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n\r\n" }],
    want: { app: "RTSP", hostname: "cam.example.com", risks: ["error_code_detected"], metadata: { rtsp: { method: "OPTIONS", url: "rtsp://cam.example.com:8554/live", status: 401 } } },
  },
  {
    name: "frames of media between, the beginning not seen",
    flow: { serverPort: 8554, midstream: true },
    steps: [{ from: "server", hex: `24 00 0014 80600001 00000bb8 0a0b0c0d d5d5d5d5d5d5d5d5 24 00 0014 80600002 000017a0 0a0b0c0d d5d5d5d5d5d5d5d5` }],
    want: { app: "RTSP", confidence: "content" },
  },
]
