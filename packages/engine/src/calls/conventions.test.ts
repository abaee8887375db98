import { protocolId } from "@netweir/model"
import { expect, test } from "vitest"
import { conventionOf } from "./conventions.ts"

test.each([
  ["Discord", 120, { media: "audio", codec: "opus" }], ["GoogleCall", 111, { media: "audio", codec: "opus" }], ["Skype_TeamsCall", 127, { media: "screen" }],
  ["WhatsAppCall", 97, undefined], ["RTP", 120, undefined], ["SIP", 111, undefined],
])("%s type %i", (name, type, want) => expect(conventionOf(protocolId(name), type)).toEqual(want))
