const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** A duration as people say it: `850 ms`, `4.2 s`, `3 min 5 s`, `2 d 4 h`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  const value = Math.max(0, ms);
  if (value < 1_000) return `${Math.round(value)} ms`;
  if (value < 60_000) {
    const seconds = Math.floor(value / 100) / 10;
    return `${seconds < 10 ? seconds : Math.floor(seconds)} s`;
  }
  const index = UNITS.findIndex(([, size]) => value >= size);
  const [unit, size] = UNITS[index] ?? UNITS[3];
  const [nextUnit, nextSize] = UNITS[index + 1] ?? UNITS[3];
  const whole = Math.floor(value / size);
  const rest = Math.floor((value % size) / nextSize);
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${nextUnit}`;
}

/** How long ago a time was. */
export function ago(time: string | undefined, now: number): string {
  if (time === undefined) return "never";
  const ms = now - Date.parse(time);
  if (ms < -1_000) return `in ${duration(-ms)}`;
  return ms < 1_000 ? "just now" : `${coarse(ms)} ago`;
}

/** The largest unit says enough, and tenths of seconds are old before they are read. */
function coarse(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= each) ?? UNITS[3];
  return `${Math.floor(ms / size)} ${unit}`;
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** `1,234`, and from a million on `1.2M`. */
export function count(value: number): string {
  return value < 1_000_000 ? whole.format(value) : compact.format(value);
}

/** `1 job`, `2 jobs`, `1,234 jobs`. */
export function countOf(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** `0`, `0.4`, `12`, `1,234`: per second. */
export function rate(value: number): string {
  if (value === 0) return "0";
  if (value < 0.1) return "<0.1";
  return value < 10 ? String(Math.round(value * 10) / 10) : count(value);
}

export function percent(share: number): string {
  const value = share * 100;
  // Nearly all is not all.
  if (value > 99 && value < 100) return `${Math.floor(value * 10) / 10} %`;
  return `${Math.round(value)} %`;
}

/** The end of an id tells jobs apart: its beginning is the time. */
export function shortId(id: string): string {
  return id.length <= 13 ? id : `…${id.slice(-12)}`;
}

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dateTime = new Intl.DateTimeFormat("en-GB", {
  year: "numeric",
  month: "short",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** The reader's local time; with the day unless it is today's. */
export function clockTime(at: string, now: number): string {
  const date = new Date(at);
  return date.toDateString() === new Date(now).toDateString() ? time.format(date) : dateTime.format(date);
}

export function fullTime(at: string): string {
  return dateTime.format(new Date(at));
}
