import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Described } from "../../src/telemetry/metrics/exposition.ts";
import { createMetrics } from "../../src/telemetry/metrics/metrics.ts";
import { FakeClock } from "../units/fake-clock.ts";

const FILE = fileURLToPath(new URL("../../../../docs/observability.md", import.meta.url));
const SECTION = /(<!-- metrics: begin[^\n]*-->\n)[\s\S]*?(<!-- metrics: end -->)/;

/** Stands for any part: it has whatever is looked up, and takes every call. */
const anything: never = new Proxy(() => {}, { get: () => anything, apply: () => anything }) as never;

interface Row extends Described {
  readonly cells: readonly string[];
}

function rows(): Row[] {
  const metrics = createMetrics(new FakeClock(0), "1.0.0");
  metrics.watchStore(anything);
  metrics.watchHub(anything, anything);
  metrics.stop();
  return metrics.described
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map((each) => {
      const labels = each.labels.map((label) => `\`${label}\``).join(", ");
      return { ...each, cells: [`\`${each.name}\``, each.type, labels, each.help] };
    });
}

/** As the formatter of this repository writes it. */
function table(lines: readonly (readonly string[])[]): string {
  const [head = []] = lines;
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = (line: readonly string[], fill = " ") =>
    `| ${widths.map((width, column) => (line[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  return [text(head), text([], "-"), ...lines.slice(1).map((line) => text(line))].join("\n");
}

test("the docs have every metric, as the hub describes it (vitest -u writes them)", async () => {
  const lines = [["metric", "type", "labels", "meaning"], ...rows().map(({ cells }) => cells)];
  const text = readFileSync(FILE, "utf8");
  expect(text).toMatch(SECTION);
  await expect(
    text.replace(SECTION, (_all, begin: string, end: string) => `${begin}\n${table(lines)}\n\n${end}`),
  ).toMatchFileSnapshot(FILE);
});

test("names and units are as Prometheus wants them", () => {
  for (const { name, type } of rows()) {
    expect(name).toMatch(/^(pigeon|process|nodejs)_[a-z_]+$/);
    expect(name.endsWith("_total"), name).toBe(type === "counter");
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|kilobytes|count|sum|bucket)$/);
  }
});
