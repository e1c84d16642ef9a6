// pnpm check:observability: dashboards and alert rules against a real hub, scraped by a real Prometheus.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dashboards } from "./dashboards.ts";
import { filledIn, panelExpressions, variableSelectors, type Expression } from "./expressions.ts";
import { hubStory, TOKEN, type HubStory } from "./hub-story.ts";
import { ALERTMANAGER, PROMETHEUS, RULE_TESTS, RULES } from "./places.ts";
import { found, runTool, until } from "./processes.ts";
import { startMonitoring, type Monitoring, type Programs } from "./prometheus.ts";

/** The hub of the check keeps no fleet. */
const MAY_BE_EMPTY = /: (Instances|Exhausted kinds of instances|Cost of the instances)$/;
/** Fires as soon as there are enough dead letters, with no time to wait. */
const EXPECTED_ALERT = "PigeonDeadLetters";

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function programs(): Programs & { promtool: string; amtool: string } {
  const names = {
    prometheus: found("prometheus"),
    promtool: found("promtool"),
    alertmanager: found("prometheus-alertmanager", "alertmanager"),
    amtool: found("amtool"),
  };
  const missing = Object.entries(names).filter(([, name]) => name === undefined);
  if (missing.length > 0) {
    throw new Error(
      `this machine has no ${missing.map(([name]) => name).join(", ")}; on Debian: apt-get install -y prometheus prometheus-alertmanager`,
    );
  }
  return names as Record<keyof typeof names, string>;
}

function files({ promtool, amtool }: { promtool: string; amtool: string }): void {
  runTool(promtool, ["check", "rules", RULES]);
  runTool(promtool, ["test", "rules", RULE_TESTS]);
  runTool(promtool, ["check", "config", PROMETHEUS]);
  runTool(amtool, ["check-config", ALERTMANAGER]);
  say("rules and their tests, the example configurations: sound");
}

async function exposition(promtool: string, { url }: HubStory): Promise<void> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`/metrics answered ${response.status}: ${text.slice(0, 300)}`);
  const said = runTool(promtool, ["check", "metrics"], text);
  if (said !== "") throw new Error(`promtool check metrics: ${said}`);
  say(
    `/metrics: ${text.match(/^# TYPE/gm)?.length} metrics, ${text.length} characters, no complaint of promtool`,
  );
}

async function questions(monitoring: Monitoring): Promise<void> {
  const all = [...dashboards().values()];
  const asked: Expression[] = all.flatMap((each) => [...panelExpressions(each), ...variableSelectors(each)]);
  const problems: string[] = [];
  for (const { of, text } of asked.map(filledIn)) {
    try {
      const count = await monitoring.series(text);
      if (count === 0 && !MAY_BE_EMPTY.test(of)) problems.push(`${of}: gives nothing: ${text}`);
    } catch (error) {
      problems.push(`${of}: ${String(error)}: ${text}`);
    }
  }
  if (problems.length > 0) throw new Error(`expressions of the dashboards:\n${problems.join("\n")}`);
  say(
    `${asked.length} expressions of ${all.length} dashboards: each gives something, but those of a fleet where there is none`,
  );
}

async function alerts(monitoring: Monitoring): Promise<void> {
  const evaluated = await until(
    async () => {
      const rules = await monitoring.rules();
      return rules.length > 0 && rules.every(({ health }) => health !== "unknown") ? rules : undefined;
    },
    () => "Prometheus did not evaluate the rules",
  );
  const ill = evaluated.filter(({ health }) => health !== "ok");
  if (ill.length > 0) throw new Error(ill.map(({ name, lastError }) => `${name}: ${lastError}`).join("\n"));
  await until(
    async () => ((await monitoring.alerts()).includes(EXPECTED_ALERT) ? true : undefined),
    () => `${EXPECTED_ALERT} did not arrive at the Alertmanager`,
  );
  const firing = (await monitoring.rules()).filter(({ state }) => state === "firing").map(({ name }) => name);
  const wrong = firing.filter((name) => name !== EXPECTED_ALERT);
  if (wrong.length > 0) throw new Error(`a hub that is well raises ${wrong.join(", ")}`);
  say(
    `${evaluated.length} alert rules evaluated; ${EXPECTED_ALERT} arrived at the Alertmanager, and nothing else`,
  );
}

async function main(): Promise<void> {
  const startedAt = performance.now();
  const tools = programs();
  readFileSync(RULES);
  files(tools);
  const folder = mkdtempSync(join(tmpdir(), "pigeon-observability-"));
  let story: HubStory | undefined;
  let monitoring: Monitoring | undefined;
  try {
    story = await hubStory(folder);
    monitoring = await startMonitoring(tools, { hub: story.url, token: TOKEN, folder });
    const { series } = monitoring;
    await story.happen();
    await exposition(tools.promtool, story);
    // Rates need more than one sample, and an increase is seen only of what was seen before.
    await until(
      async () =>
        (await series('rate(pigeon_jobs_finished_total{type="broken"}[10s])')) > 0 ? true : undefined,
      () => "Prometheus has no rates of the hub: is it scraped?",
    );
    await questions(monitoring);
    await story.manyDeadLetters();
    await alerts(monitoring);
  } finally {
    await monitoring?.end();
    await story?.end();
    rmSync(folder, { recursive: true, force: true });
  }
  say(`observability: ok in ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
