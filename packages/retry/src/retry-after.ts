const imfFixdate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The wait that a Retry-After header asks for (RFC 9110, section 10.2.3): seconds, also with a
 * fraction as some servers send, or an HTTP date. A date that is past means 0.
 *
 * @param wallTime milliseconds since the epoch, for a date.
 * @returns undefined where the header cannot be read.
 */
export function parseRetryAfterMs(header: string, wallTime: number): number | undefined {
  const text = header.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!imfFixdate.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallTime);
}
