import { oneStep } from "../inspect/samples.ts"

export const samples = [
  oneStep("clone", "Git", { serverPort: 19418 }, { text: "003agit-upload-pack /tools/maps.git\0host=git.example.org\0" },
    { category: "Collaborative", metadata: { git: { command: "git-upload-pack", path: "/tools/maps.git", host: "git.example.org" } } }),
  oneStep("greeting of version 2", "Git", { serverPort: 9418, midstream: true }, { from: "server", text: "000eversion 2\n0015agent=git/2.39.2\n0000" }),
  { name: "what the server has", flow: { serverPort: 9419, midstream: true }, steps: [{ from: "server", text: `00c9${"3485347c60d2f56ecf93f86d7b84c5f0aba0771c"} HEAD\0multi_ack thin-pack` }], want: { app: "Git", confidence: "content" } },
]
