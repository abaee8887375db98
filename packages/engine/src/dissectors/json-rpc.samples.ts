import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("call", "JSON-RPC", { serverPort: 8545 }, { text: '{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}\n' }, { info: "subtract" }),
  oneStep("answer", "JSON-RPC", { serverPort: 8546 }, { from: "server", text: '{"id":7,"jsonrpc":"2.0","result":{"ok":true}}' }),
  oneStep("Stratum", "Mining", { serverPort: 3333 }, { text: '{"id": 1, "method": "mining.subscribe", "params": ["miner/1.0"]}\n' }),
  oneStep("XMR login", "Mining", { serverPort: 14444 }, { text: '{"id":1,"jsonrpc":"2.0","method":"login","params":{"login":"wallet","pass":"x","agent":"miner/6"}}\n' }),
  oneStep("work for a miner of the XMR variety", "Mining", { serverPort: 9000 }, { from: "server", text: '{"jsonrpc":"2.0","method":"job","params":{"blob":"0707","job_id":"q7","target":"b88d0600"}}\n' }),
  oneStep("pool's difficulty", "Mining", { serverPort: 9000 }, { from: "server", text: '{"id":null,"method":"mining.set_extranonce","params":["08000002",4]}\n' }),
  oneStep("answer to an XMR login", "Mining", { serverPort: 5555 }, { from: "server", text: '{"id":1,"jsonrpc":"2.0","error":null,"result":{"id":"a7c0","job":{"blob":"1010","job_id":"q1","target":"b88d0600"},"status":"OK"}}\n' }),
  oneStep("JSON-RPC 1.0", "JSON-RPC", { serverPort: 9001 }, { text: '{"method":"echo","params":["hello"],"id":1}' }),
  oneStep("language server", "JSON-RPC", { serverPort: 2087 }, { text: 'Content-Length: 62\r\n\r\n{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"a":1}}' }, { metadata: { jsonRpc: { method: "initialize" } } }),
  oneStep("what a pool will send", "Mining", { serverPort: 3333 }, { from: "server", text: '{"id":1,"result":[[["mining.set_difficulty","b4b6"],["mining.notify","ae68"]],"08000002",4],"error":null}\n' }),
]
