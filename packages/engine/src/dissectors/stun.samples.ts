// STUN and TURN of coturn, out of corpus/stun.
import { textHex, wordHex, type DissectorSample } from "../inspect/samples.ts"
import type { Step } from "../inspect/testing.ts"

const transaction = "2112a442 0a1b2c3d4e5f60718293a4b5"
/** RTP packets of one source, 20 ms of 48 kHz each. */
function media(from: Step["from"], count: number): Step[] {
  return Array.from({ length: count }, (_, i) => ({ from, hex: `8078 ${wordHex(100 + i)} 0000 ${wordHex(960 * i)} 11223344 ${"9b".repeat(60)}` }))
}
/** A realm as TURN servers ask for it: 12 bytes and their padding. */
const unauthorised = (realm: string): string => `0113 ${wordHex(8 + 4 + realm.length + 3 - ((realm.length + 3) % 4))} ${transaction} 0009000400000401 0014${wordHex(realm.length)}${textHex(realm)}${"00".repeat(3 - ((realm.length + 3) % 4))}`

export const samples: readonly DissectorSample[] = [
  {
    name: "binding",
    flow: { transport: "udp", serverPort: 3478 },
    steps: [
      { from: "client", hex: "000100002112a4420a1ee9603b1d6600d20fbcc1" },
      { from: "server", hex: "0101003c2112a4420a1ee9603b1d6600d20fbcc1002000080001ef022b5fa440000100080001ce100a4d0002802b000800010d960a4d000180220014436f7475726e2d342e362e312027476f72737427" },
      { from: "client", hex: "000300202112a442a2d4d499922e1ecbf220e2bf0019000411000000000d00040000030900180001800000008028000476853a93" },
      { from: "server", hex: "011300582112a442a2d4d499922e1ecbf220e2bf0009001000000401556e617574686f72697a656400150010623632386338383061613262626261300014000b6578616d706c652e6f72670080220014436f7475726e2d342e362e312027476f7273742780280004637c9803" },
    ],
    want: { app: "STUN", confidence: "content" },
  },
  {
    name: "a WhatsApp call turns to media",
    flow: { transport: "udp", serverPort: 3478 },
    steps: [{ from: "client", hex: `0801 0000 ${transaction}` }, { from: "server", hex: `0802 0000 ${transaction}` }, ...media("client", 2)],
    alsoCarries: ["RTP"],
    want: { app: "SRTP.WhatsAppCall", confidence: "content", encrypted: true },
  },
  {
    name: "an unknown call turns to media",
    flow: { transport: "udp", serverPort: 20_000 },
    steps: [{ from: "client", hex: `0001 0000 ${transaction}` }, ...media("client", 2)],
    alsoCarries: ["RTP"],
    want: { app: "STUN.RTP", confidence: "content" },
  },
  {
    name: "the realm tells the application",
    flow: { transport: "udp", serverPort: 3478 },
    steps: [{ from: "client", hex: `0003 0008 ${transaction} 0019000411000000` }, { from: "server", hex: unauthorised("telegram.org") }],
    want: { app: "STUN.TelegramVoip", confidence: "content", hostname: "telegram.org" },
  },
  {
    name: "Teams' implementation version",
    flow: { transport: "udp", serverPort: 50_010 },
    steps: [{ from: "client", hex: `0001 0010 ${transaction} 8070000400000003 80540004 31000000` }],
    want: { app: "STUN.Skype_TeamsCall", confidence: "content" },
  },
  {
    name: "Zoom's check of the way",
    flow: { transport: "udp", serverPort: 3478 },
    steps: [{ from: "client", hex: "0001 0018 c15dae63585d14392e582c260403bf30 01010014 3132333435363738393031323334353637383930" }],
    want: { app: "STUN.Zoom", confidence: "content" },
  },
  {
    name: "DTLS follows",
    flow: { transport: "udp", serverPort: 40_000 },
    steps: [{ from: "client", hex: `0001 0000 ${transaction}` }, { from: "client", hex: "17fefd 0001 000000000001 0010 00112233445566778899aabbccddeeff" }],
    want: { app: "DTLS", confidence: "content", encrypted: true },
  },
  {
    name: "a relay's channel stays the relay's",
    flow: { transport: "udp", serverPort: 3478 },
    steps: [{ from: "client", hex: `0003 0008 ${transaction} 0019000411000000` }, { from: "client", hex: `4001 0020 8000 0064 00000000 11223344 ${"d5".repeat(20)}` }],
    want: { app: "STUN", confidence: "content" },
  },
]
