import type { DissectorSample } from "../inspect/samples.ts"

const browser = "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.22 (KHTML, like Gecko) Chrome/25.0.1364.152 Safari/537.22"
const ok = "HTTP/1.1 200 OK\r\nServer: nginx/1.24.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 5\r\n\r\nhello"

export const samples: readonly DissectorSample[] = [
  {
    name: "request and answer",
    flow: { serverPort: 80 },
    steps: [
      { from: "client", text: `GET /a/b?c=d HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: ${browser}\r\nReferer: http://example.org/\r\n\r\n` },
      { from: "server", text: ok },
    ],
    want: {
      app: "HTTP", category: "Web", confidence: "content", hostname: "www.example.com", info: "www.example.com/a/b?c=d", risks: [], stillInspecting: false,
      metadata: { http: {
        method: "GET", version: "1.1", url: "www.example.com/a/b?c=d", host: "www.example.com", userAgent: browser, referer: "http://example.org/", os: "Windows 7",
        status: 200, server: "nginx/1.24.0", contentType: "text/html", contentLength: 5,
      } },
    },
    learned: { oses: [{ ip: "192.0.2.10", os: "Windows 7" }] },
  },
  {
    name: "head in three segments",
    flow: { serverPort: 80 },
    steps: [{ from: "client", text: "GE" }, { from: "client", text: "T / HTTP/1.1\r\nHo" }, { from: "client", text: "st: api.netflix.com\r\nUser-Agent: x\r\n\r\n" }],
    want: { app: "HTTP.NetFlix", category: "Video", hostname: "api.netflix.com", risks: [] },
  },
  {
    name: "an answer of a server error, no user agent, address as name",
    flow: { serverPort: 80 },
    steps: [{ from: "client", text: "POST /x HTTP/1.0\r\nHost: 203.0.113.9:8080\r\n\r\n" }, { from: "server", text: "HTTP/1.0 503 Busy\r\n\r\n" }],
    want: { app: "HTTP", hostname: "203.0.113.9", risks: ["http_suspicious_user_agent", "numeric_ip_host", "error_code_detected"] },
  },
  {
    name: "100 Continue is not the answer",
    flow: { serverPort: 80 },
    steps: [
      { from: "client", text: "PUT /f HTTP/1.1\r\nHost: h.example.com\r\nUser-Agent: x\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\n\r\n" },
      { from: "server", text: "HTTP/1.1 100 Continue\r\n\r\n" },
      { from: "client", text: "data" },
      { from: "server", text: "HTTP/1.1 201 Created\r\n\r\n" },
    ],
    want: { app: "HTTP", metadata: { http: { method: "PUT", version: "1.1", host: "h.example.com", url: "h.example.com/f", userAgent: "x", requestContentType: "text/plain", status: 201 } } },
  },
  {
    name: "asked of a proxy",
    flow: { serverPort: 3128 },
    steps: [{ from: "client", text: "GET http://www.example.com/x HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: x\r\n\r\n" }],
    want: { app: "HTTP_Proxy", hostname: "www.example.com" },
  },
  {
    name: "CONNECT",
    flow: { serverPort: 8080 },
    steps: [{ from: "client", text: "CONNECT secure.example.com:443 HTTP/1.1\r\nHost: secure.example.com:443\r\nUser-Agent: x\r\n\r\n" }, { from: "server", text: "HTTP/1.1 200 Connection established\r\n\r\n" }],
    want: { app: "HTTP_Connect", hostname: "secure.example.com" },
  },
  {
    name: "Basic authentication: the user is kept, the password is not",
    flow: { serverPort: 80 },
    steps: [{ from: "client", text: "GET / HTTP/1.1\r\nHost: h.example.com\r\nUser-Agent: x\r\nAuthorization: Basic Ym9iOnNlY3JldA==\r\n\r\n" }],
    want: {
      risks: ["clear_text_credentials"],
      metadata: { http: { method: "GET", version: "1.1", host: "h.example.com", url: "h.example.com/", userAgent: "x", authScheme: "Basic", username: "bob" } },
    },
  },
  {
    name: "WebSocket",
    flow: { serverPort: 80 },
    steps: [
      { from: "client", text: "GET /chat HTTP/1.1\r\nHost: h.example.com\r\nUser-Agent: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" },
      { from: "server", text: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n" },
    ],
    want: { app: "HTTP.WebSocket" },
  },
  {
    name: "OCSP",
    flow: { serverPort: 80 },
    steps: [{ from: "client", text: "POST / HTTP/1.1\r\nHost: ocsp.example.com\r\nUser-Agent: x\r\nContent-Type: application/ocsp-request\r\n\r\n" }],
    want: { app: "HTTP.OCSP" },
  },
  {
    name: "seen from the middle: a body, then the next request",
    flow: { serverPort: 80, midstream: true },
    steps: [{ from: "server", text: "</body></html>" }, { from: "client", text: "GET /next HTTP/1.1\r\nHost: h.example.com\r\nUser-Agent: x\r\n\r\n" }],
    want: { app: "HTTP", hostname: "h.example.com" },
  },
  {
    name: "only the answer's way is seen",
    flow: { serverPort: 80 },
    steps: [{ from: "server", text: ok }],
    want: { app: "HTTP", confidence: "content" },
  },
  {
    name: "another protocol with the same verbs",
    flow: { serverPort: 554 },
    steps: [{ from: "client", text: "OPTIONS rtsp://h.example.com/ RTSP/1.0\r\nCSeq: 1\r\n\r\n" }],
    want: { app: "RTSP" },
  },
  {
    name: "WebDAV",
    flow: { serverPort: 80 },
    steps: [{ from: "client", text: "PROPFIND /dav/ HTTP/1.1\r\nHost: files.example.com\r\nDepth: 1\r\n\r\n" }],
    want: { app: "HTTP.WebDAV" },
  },
  {
    name: "WebDAV by the header of a verb that others have too",
    flow: { serverPort: 80 },
    steps: [{ from: "client", text: "REPORT /cal/ HTTP/1.1\r\nHost: files.example.com\r\nUser-Agent: x\r\nDepth: 1\r\n\r\n" }],
    want: { app: "HTTP.WebDAV" },
  },
  {
    name: "SoftEther's VPN",
    flow: { serverPort: 992 },
    steps: [{ from: "client", text: "POST /vpnsvc/connect.cgi HTTP/1.1\r\nHost: vpn.example.com\r\nContent-Type: image/jpeg\r\n\r\n" }],
    want: { app: "HTTP.Softether" },
  },
  {
    name: "Icecast",
    flow: { serverPort: 8000 },
    steps: [
      { from: "client", text: "GET /radio.mp3 HTTP/1.1\r\nHost: radio.example.com\r\nIcy-MetaData: 1\r\n\r\n" },
      { from: "server", text: "HTTP/1.1 200 OK\r\nServer: Icecast 2.4.4\r\nContent-Type: audio/mpeg\r\n\r\n" },
    ],
    want: { app: "HTTP.IceCast" },
  },
  {
    name: "GET answered by a Shoutcast server",
    flow: { serverPort: 8000 },
    steps: [{ from: "client", text: "GET /stream HTTP/1.0\r\nHost: radio.example\r\nUser-Agent: player/1.0 (Linux)\r\n\r\n" }, { from: "server", text: "ICY 200 OK\r\nicy-name: radio\r\n\r\n" }],
    want: { app: "HTTP.IceCast", confidence: "content" },
    alsoCarries: ["IceCast"],
  },
]
