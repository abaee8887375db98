// Runs in the page: the opaque colours that the first chart is painted in, and the one that its lines should have now.
(() => {
  const chart = document.querySelector(".chart canvas")
  const copy = Object.assign(document.createElement("canvas"), { width: chart.width, height: chart.height }).getContext("2d", { willReadFrequently: true })
  copy.drawImage(chart, 0, 0)
  const { data } = copy.getImageData(0, 0, chart.width, chart.height)
  const painted = new Set()
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) painted.add(`#${[...data.slice(i, i + 3)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`)
  return { line: getComputedStyle(document.documentElement).getPropertyValue("--line").trim(), painted: [...painted] }
})()
