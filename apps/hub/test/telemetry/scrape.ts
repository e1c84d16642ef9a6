import type { TestHub } from "../hub-fixture.ts";

/** Samples by their text up to the value, such as `pigeon_jobs{state="queued"}`. */
export type Samples = ReadonlyMap<string, number>;

export function parseSamples(text: string): Samples {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** What Prometheus would read now. */
export async function scrape(
  { url }: Pick<TestHub, "url">,
  headers: Record<string, string> = {},
): Promise<Samples> {
  const response = await fetch(`${url}/metrics`, { headers });
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`);
  return parseSamples(await response.text());
}
