// Longer names are nobody's typing error, and the distance costs length times length.
const maxLength = 64;

/** The candidate that was probably meant, or nothing. */
export function suggest(given: string, candidates: readonly string[]): string | undefined {
  if (given === "" || given.length > maxLength) return undefined;
  const lower = given.toLowerCase();
  const limit = Math.max(Math.min(2, lower.length - 1), Math.floor(lower.length * 0.4));
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const part = lower.length >= 3 && (other.startsWith(lower) || other.endsWith(lower));
    const distance = part ? 0.5 : editDistance(lower, other);
    if (distance <= limit && distance < (best?.distance ?? Infinity)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** `; did you mean "x"?`, or an empty text. */
export function didYouMean(given: string, candidates: readonly string[]): string {
  const meant = suggest(given, candidates);
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}

/** Levenshtein's distance: the fewest insertions, deletions and replacements of one character. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
