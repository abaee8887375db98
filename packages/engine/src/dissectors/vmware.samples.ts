import { oneStep } from "../inspect/samples.ts"

export const samples = [
  oneStep("greeting", "VMware", { serverPort: 902 }, { from: "server", text: "220 VMware Authentication Daemon Version 1.10: SSL Required, ServerDaemonProtocol:SOAP\r\n" }, { category: "RemoteAccess" }),
]
