export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

export const WEEKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** At least `min` instances in a part of the day. */
export interface Floor {
  readonly name: string;
  readonly min: number;
  /** Wall time as `HH:MM`. */
  readonly from: string;
  /** Wall time as `HH:MM`, no longer within. At or before `from` it is that of the next day. */
  readonly to: string;
  /** The days on which it begins. Default: all. */
  readonly days?: readonly Weekday[] | undefined;
  /** An IANA name, `Europe/Berlin`. Default `UTC`. Summer time is followed. */
  readonly timeZone?: string | undefined;
}

/** The highest floor that holds now. */
export function floorAt(floors: readonly Floor[], now: number): Floor | undefined {
  return floors
    .filter((floor) => holds(floor, now))
    .reduce<Floor | undefined>((a, b) => (a === undefined || b.min > a.min ? b : a), undefined);
}

function holds({ from, to, days = WEEKDAYS, timeZone = "UTC" }: Floor, now: number): boolean {
  const { weekday, minute } = wallClock(now, timeZone);
  const begins = minutes(from);
  const ends = minutes(to);
  const today = days.includes(weekday);
  if (begins < ends) return today && minute >= begins && minute < ends;
  const yesterday = WEEKDAYS[(WEEKDAYS.indexOf(weekday) + 6) % 7] as Weekday;
  return (today && minute >= begins) || (days.includes(yesterday) && minute < ends);
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function wallClock(now: number, timeZone: string): { weekday: Weekday; minute: number } {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  return {
    weekday: (parts.get("weekday") ?? "").toLowerCase() as Weekday,
    minute: minutes(`${parts.get("hour") ?? ""}:${parts.get("minute") ?? ""}`),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** To make one costs a hundred times as much as to use it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timeZone, format);
  }
  return format;
}
