import { useEffect, useRef } from "react";

const EVERY_MS = 2_000;

/** Has a list asked for again after events, while the reader is where new things appear. */
export function useFresh(seen: number, wanted: () => boolean, refresh: () => void): void {
  const last = useRef({ seen, at: 0 });
  const latest = useRef({ wanted, refresh });
  latest.current = { wanted, refresh };
  useEffect(() => {
    if (seen === last.current.seen) return;
    const wait = Math.max(0, last.current.at + EVERY_MS - performance.now());
    const timer = setTimeout(() => {
      if (!latest.current.wanted()) return;
      last.current = { seen, at: performance.now() };
      latest.current.refresh();
    }, wait);
    return () => clearTimeout(timer);
  }, [seen]);
}
