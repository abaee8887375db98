import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("call", "JSON-RPC", { serverPort: 8545 }, { text: '{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}\n' }, { info: "subtract" }),
  oneStep("answer", "JSON-RPC", { serverPort: 8546 }, { from: "server", text: '{"id":7,"jsonrpc":"2.0","result":{"ok":true}}' }),
  oneStep("Stratum", "Mining", { serverPort: 3333 }, { text: '{"id": 1, "method": "mining.subscribe", "params": ["miner/1.0"]}\n' }),
  oneStep("XMR login", "Mining", { serverPort: 14444 }, { text: '{"id":1,"jsonrpc":"2.0","method":"login","params":{"login":"wallet","pass":"x","agent":"miner/6"}}\n' }),
]
