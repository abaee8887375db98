// Runs before the first paint, so that a dark screen never flashes white. A file of its own: the CSP forbids inline scripts.
{
  let chosen = "auto"
  try { chosen = localStorage.getItem("netweir.theme") || "auto" } catch { /* storage is off: follow the system */ }
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light")
}
