// Where the pages live when the server runs under a path (--http-prefix): it says so in index.html.
export const prefix: string = document.querySelector<HTMLMetaElement>('meta[name="netweir-prefix"]')?.content.replace(/\/$/, "") ?? ""
