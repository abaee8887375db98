import { useEffect, useRef, useState } from "react"

/** A value that runs, seen every so often; the first known one at once. */
export function useSlow<T>(value: T, everyMs: number, isKnown: (value: T) => boolean): T {
  const [slow, setSlow] = useState(value)
  const newest = useRef(value)
  newest.current = value
  useEffect(() => {
    const timer = setInterval(() => setSlow(newest.current), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  if (!isKnown(slow) && isKnown(value)) setSlow(value)
  return isKnown(slow) ? slow : value
}
