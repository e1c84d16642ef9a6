import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "./places.ts";
import { freePort, start, until, type Started } from "./processes.ts";

/** An answer of Prometheus' API. */
interface Answer<T> {
  readonly status: string;
  readonly data: T;
  readonly error?: string;
}

export interface Rule {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
  readonly state: string;
}

/** A Prometheus that scrapes one hub, and an Alertmanager beside it. */
export interface Monitoring {
  /** How many series an expression gives now. Throws when Prometheus does not take it. */
  readonly series: (expression: string) => Promise<number>;
  rules(): Promise<readonly Rule[]>;
  /** Names of the alerts that arrived at the Alertmanager. */
  alerts(): Promise<readonly string[]>;
  end(): Promise<void>;
}

export interface Programs {
  readonly prometheus: string;
  readonly alertmanager: string;
}

export async function startMonitoring(
  { prometheus, alertmanager }: Programs,
  { hub, token, folder }: { hub: string; token: string; folder: string },
): Promise<Monitoring> {
  const [port, alertPort] = [await freePort(), await freePort()];
  const config = join(folder, "prometheus.yml");
  const alertConfig = join(folder, "alertmanager.yml");
  writeFileSync(alertConfig, "route: { receiver: none }\nreceivers: [{ name: none }]\n");
  writeFileSync(
    config,
    `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [${JSON.stringify(RULES)}]
alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:${alertPort}"] }] }] }
scrape_configs:
  - job_name: pigeon
    authorization: { credentials: ${token} }
    static_configs: [{ targets: ["${new URL(hub).host}"] }]
`,
  );
  const alerting = start(alertmanager, [
    `--config.file=${alertConfig}`,
    `--storage.path=${join(folder, "alertmanager")}`,
    `--web.listen-address=127.0.0.1:${alertPort}`,
    "--cluster.listen-address=",
  ]);
  const scraping = start(prometheus, [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "prometheus")}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  const api = `http://127.0.0.1:${port}/api/v1`;
  const ask = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${api}${path}`);
    const answer = (await response.json()) as Answer<T>;
    if (answer.status !== "success")
      throw new Error(answer.error ?? `Prometheus answered ${response.status}`);
    return answer.data;
  };
  const series = async (expression: string): Promise<number> => {
    const { result } = await ask<{ result: readonly unknown[] }>(
      `/query?query=${encodeURIComponent(expression)}`,
    );
    return result.length;
  };
  await ready(`http://127.0.0.1:${alertPort}/-/ready`, alerting);
  await ready(`http://127.0.0.1:${port}/-/ready`, scraping);
  return {
    series,
    rules: async () => {
      const { groups } = await ask<{ groups: readonly { readonly rules: readonly Rule[] }[] }>("/rules");
      return groups.flatMap(({ rules }) => rules);
    },
    alerts: async () => {
      const response = await fetch(`http://127.0.0.1:${alertPort}/api/v2/alerts`);
      const alerts = (await response.json()) as readonly {
        readonly labels: { readonly alertname: string };
      }[];
      return alerts.map(({ labels }) => labels.alertname);
    },
    end: async () => {
      await Promise.all([scraping.kill(), alerting.kill()]);
    },
  };
}

async function ready(url: string, program: Started): Promise<void> {
  await until(async () => ((await fetch(url)).ok ? true : undefined), program.output);
}
