import { oneStep } from "../inspect/samples.ts"

export const samples = [
  oneStep("greeting", "Munin", { serverPort: 14949 }, { from: "server", text: "# munin node at db2.example.net\n" }, { category: "System", hostname: "db2.example.net" }),
  oneStep("a master asks on", "Munin", { serverPort: 4949, midstream: true }, { text: "fetch cpu\n" }, { category: "System" }),
]
