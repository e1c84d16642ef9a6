/** A duration for people: `45 s`, `3 min`, `2.5 h`. */
export function seconds(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 7_200_000) return `${round1(ms / 60_000)} min`;
  return `${round1(ms / 3_600_000)} h`;
}

/** `1 instance`, `2 instances`. */
export function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

/** Money per hour: `$1.25 an hour`. */
export function perHour(price: number): string {
  return `$${price.toFixed(2)} an hour`;
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}
