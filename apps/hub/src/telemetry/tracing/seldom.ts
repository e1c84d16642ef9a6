/** Between two lines. */
const PAUSE_MS = 10_000;

/**
 * Passes a line on at most every ten seconds, and says then how many there were in between: a collector that is
 * too slow would else fill the log.
 */
export function seldom(warn: (line: string) => void, now: () => number): (line: string) => void {
  let saidAt = -Infinity;
  let kept = 0;
  return (line) => {
    if (now() - saidAt < PAUSE_MS) {
      kept += 1;
      return;
    }
    warn(kept === 0 ? line : `${line} (and ${kept} lines like it before)`);
    saidAt = now();
    kept = 0;
  };
}
