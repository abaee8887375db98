// Runs in the page: texts whose contrast with the colour behind them is under WCAG AA. Canvas and pictures are not looked at.
(() => {
  const parse = (color) => { const n = color.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0]; return { rgb: n.slice(0, 3), alpha: n[3] ?? 1 } }
  const luminance = (rgb) => { const [r, g, b] = rgb.map((v) => v / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)); return 0.2126 * r + 0.7152 * g + 0.0722 * b }
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) { const { rgb, alpha } = parse(getComputedStyle(at).backgroundColor); if (alpha > 0.99) return rgb }
    return [255, 255, 255]
  }
  const found = new Map()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    const element = walker.currentNode.parentElement
    if (!text || !element || element.closest("svg, canvas, :disabled, option, .visually-hidden, .skip-link, .load-progress, noscript") || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
    const style = getComputedStyle(element)
    const size = parseFloat(style.fontSize)
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5
    const [low, high] = [luminance(parse(style.color).rgb), luminance(groundOf(element))].toSorted((a, b) => a - b)
    const contrast = (high + 0.05) / (low + 0.05)
    if (contrast < needed) found.set(`${element.className} ${style.color}`, `"${text.slice(0, 40)}" .${element.className} ${contrast.toFixed(2)}`)
  }
  return [...found.values()]
})()
