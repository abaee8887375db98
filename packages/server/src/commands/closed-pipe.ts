/** Whoever reads our output may leave (`netweir --help | head`): what is written after that goes nowhere, and the program goes on. */
export function allowClosedPipe(stream: Pick<NodeJS.WriteStream, "on">): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error
  })
}
