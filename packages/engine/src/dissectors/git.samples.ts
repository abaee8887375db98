import { oneStep } from "../inspect/samples.ts"

export const samples = [
  oneStep("clone", "Git", { serverPort: 19418 }, { text: "003agit-upload-pack /tools/maps.git\0host=git.example.org\0" },
    { category: "Collaborative", metadata: { git: { command: "git-upload-pack", path: "/tools/maps.git", host: "git.example.org" } } }),
  oneStep("greeting of version 2", "Git", { serverPort: 9418, midstream: true }, { from: "server", text: "000eversion 2\n0015agent=git/2.39.2\n0000" }),
]
