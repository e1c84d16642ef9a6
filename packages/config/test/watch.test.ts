import { dirname, resolve } from "node:path";

import { describe, expect, it } from "vitest";

import {
  ConfigError,
  watchConfig,
  type ConfigUpdate,
  type ConfigWatch,
  type PigeonConfig,
  type WatchOptions,
} from "../src/index.ts";
import { InMemoryFiles } from "./in-memory-files.ts";

interface Pending {
  readonly ms: number;
  readonly run: () => void;
}

/** A watch over files in memory, on a timer that a test lets run out. */
class Bench {
  readonly files: InMemoryFiles;
  readonly updates: ConfigUpdate<PigeonConfig>[] = [];
  readonly errors: ConfigError[] = [];
  readonly timers = new Set<Pending>();
  readonly watch: ConfigWatch<PigeonConfig>;

  constructor(texts: Readonly<Record<string, string>>, options: Partial<WatchOptions<PigeonConfig>> = {}) {
    this.files = new InMemoryFiles(texts);
    this.watch = watchConfig({
      env: {},
      files: this.files,
      onChange: (update) => this.updates.push(update),
      onInvalid: (error) => this.errors.push(error),
      timer: (ms, run) => {
        const pending = { ms, run };
        this.timers.add(pending);
        return () => this.timers.delete(pending);
      },
      ...options,
    });
  }

  /** A file changes. */
  put(path: string, text: string): void {
    this.files.write(path, text);
    this.notice(path);
  }

  notice(path: string, name: string | null = path): void {
    this.files.watched.get(dirname(resolve(path)))?.(name);
  }

  runTimers(): void {
    for (const pending of this.timers) {
      this.timers.delete(pending);
      pending.run();
    }
  }
}

const file = "pigeon.config.yaml";

describe("watch", () => {
  it("tells of a new version once the files are quiet", () => {
    const bench = new Bench({ [file]: "retry: { maxRetries: 1 }" });
    const first = bench.watch.config;
    bench.put(file, "retry: { maxRetries: 2 }");
    bench.put(file, "retry: { maxRetries: 3 }");
    expect([...bench.timers].map(({ ms }) => ms)).toEqual([100]);
    expect(bench.watch.config).toBe(first);
    bench.runTimers();
    expect(bench.updates).toEqual([
      {
        before: first,
        config: bench.watch.config,
        changes: [
          { variable: "PIGEON_RETRY_MAX_RETRIES", path: "retry.maxRetries", before: "1", after: "3" },
        ],
      },
    ]);
    expect([first.retry.maxRetries, bench.watch.config.retry.maxRetries]).toEqual([1, 3]);
    expect(Object.isFrozen(bench.watch.config.retry)).toBe(true);
    expect(bench.timers.size).toBe(0);
  });

  it("tells nothing where no value differs", () => {
    const bench = new Bench({ [file]: "hub: { workerNetworks: [10.0.0.0/8] }" });
    const first = bench.watch.config;
    bench.put(file, "hub:\n  workerNetworks: 10.0.0.0/8\n");
    bench.runTimers();
    expect(bench.updates).toEqual([]);
    expect(bench.watch.config).toBe(first);
  });

  it("keeps the good version where a new one is refused", () => {
    const bench = new Bench({ [file]: "retry: { maxRetries: 1 }" });
    bench.put(file, "retry: { maxRetries: many }");
    bench.runTimers();
    expect(bench.errors).toMatchObject([{ problems: [{ path: "retry.maxRetries", line: 1 }] }]);
    expect(bench.watch.config.retry.maxRetries).toBe(1);
    bench.put(file, "retry: { maxRetries: 2 }");
    bench.runTimers();
    expect(bench.updates.map(({ changes }) => changes[0]?.before)).toEqual(["1"]);
    expect(bench.watch.config.retry.maxRetries).toBe(2);
  });

  it("needs nobody to tell of a refused version", () => {
    const bench = new Bench({}, { onInvalid: undefined });
    bench.put(".env", "PIGEON_HUB_PORT=x");
    expect(() => bench.runTimers()).not.toThrow();
    expect(bench.updates).toEqual([]);
  });

  it("masks secrets in what it tells", () => {
    const bench = new Bench({ ".env": "PIGEON_ALERT_WEBHOOK_SECRET=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3" });
    bench.put(
      ".env",
      "PIGEON_ALERT_WEBHOOK_SECRET=whsec_NzY1NDMyMTBmZWRjYmE5ODc2NTQzMjEw\nPIGEON_AUTH_TOKENS=ci:client:hunter2hunter2",
    );
    bench.runTimers();
    expect(bench.updates[0]?.changes).toEqual([
      { variable: "PIGEON_ALERT_WEBHOOK_SECRET", path: "alerts.webhookSecret", before: "***", after: "***" },
      { variable: "PIGEON_AUTH_TOKENS", path: "hub.authTokens", before: "", after: "***" },
    ]);
  });

  it("notices a file that appears, is removed or is swapped by a link, and no other", () => {
    const bench = new Bench({});
    bench.put(".env", "PIGEON_HUB_PORT=1");
    bench.runTimers();
    expect(bench.watch.config.hub.port).toBe(1);
    bench.files.remove(".env");
    bench.files.write("pigeon.config.toml", "[hub]\nport = 2\n");
    bench.notice("x", "pigeon.db-wal");
    bench.notice("x", "pigeon.config.ini");
    expect(bench.timers.size).toBe(0);
    bench.notice("x", "..data");
    bench.runTimers();
    expect(bench.watch.config.hub.port).toBe(2);
    bench.files.remove("pigeon.config.toml");
    bench.notice("x", null);
    bench.runTimers();
    expect(bench.watch.config.hub.port).toBe(4040);
  });

  it("follows files in other folders, also where a file names another", () => {
    const bench = new Bench(
      { "/etc/a/one.env": "PIGEON_CONFIG_FILE=/etc/b/1.json", "/etc/b/1.json": "{}", "/etc/c/2.json": "{}" },
      { envFile: "/etc/a/one.env" },
    );
    expect([...bench.files.watched.keys()]).toEqual(["/etc/a", "/etc/b"]);
    bench.put("/etc/b/1.json", '{"hub":{"port":1}}');
    bench.notice("/etc/b/1.json", "1.json");
    bench.runTimers();
    expect(bench.watch.config.hub.port).toBe(1);
    bench.files.write("/etc/a/one.env", "PIGEON_CONFIG_FILE=/etc/c/2.json");
    bench.notice("/etc/a/one.env", "one.env");
    bench.runTimers();
    expect(bench.watch.config.hub.port).toBe(4040);
    bench.files.write("/etc/c/2.json", '{"hub":{"port":2}}');
    bench.notice("/etc/c/2.json", "2.json");
    bench.runTimers();
    expect(bench.watch.config.hub.port).toBe(2);
    // Two files of one folder are told apart.
    bench.files.write("/etc/b/3.json", '{"hub":{"port":3}}');
    bench.files.write("/etc/a/one.env", "PIGEON_CONFIG_FILE=/etc/b/3.json");
    bench.notice("/etc/a/one.env", "one.env");
    bench.runTimers();
    bench.files.write("/etc/b/3.json", '{"hub":{"port":4}}');
    bench.notice("/etc/b/3.json", "3.json");
    bench.runTimers();
    expect(bench.watch.config.hub.port).toBe(4);
  });

  it("looks from cwd", () => {
    const bench = new Bench({ "/srv/.env": "PIGEON_HUB_PORT=1" }, { cwd: "/srv", debounceMs: 7 });
    expect([...bench.files.watched.keys()]).toEqual(["/srv"]);
    bench.files.write("/srv/.env", "PIGEON_HUB_PORT=2");
    bench.notice("/srv/.env", ".env");
    expect([...bench.timers].map(({ ms }) => ms)).toEqual([7]);
    bench.runTimers();
    expect(bench.watch.config.hub.port).toBe(2);
  });

  it("reads at once when told to", () => {
    const env: Record<string, string> = {};
    const bench = new Bench({}, { env });
    env["PIGEON_HUB_PORT"] = "1";
    bench.notice(".env");
    expect(bench.watch.reload()).toBe(true);
    expect(bench.timers.size).toBe(0);
    expect(bench.watch.config.hub.port).toBe(1);
    env["PIGEON_HUB_PORT"] = "x";
    expect(bench.watch.reload()).toBe(false);
    expect(bench.errors).toHaveLength(1);
    env["PIGEON_HUB_PORT"] = "1";
    expect(bench.watch.reload()).toBe(true);
    expect(bench.updates).toHaveLength(1);
  });

  it("follows no longer once closed", () => {
    const bench = new Bench({});
    bench.put(".env", "PIGEON_HUB_PORT=1");
    const notify = bench.files.watched.get(resolve("."));
    bench.watch.close();
    expect([bench.timers.size, bench.files.watched.size]).toEqual([0, 0]);
    notify?.(".env");
    expect(bench.timers.size).toBe(0);
    expect(bench.watch.config.hub.port).toBe(4040);
    expect(() => bench.watch.close()).not.toThrow();
  });

  it("throws for a first version that is bad, and warns of each", () => {
    const warnings: string[] = [];
    expect(() => new Bench({ [file]: "[]" })).toThrow(ConfigError);
    const bench = new Bench({ ".env": "PIGEON_X=1" }, { onWarning: (message) => warnings.push(message) });
    bench.watch.reload();
    expect(warnings).toHaveLength(2);
  });

  it("lets an exception that is no ConfigError through", () => {
    const bench = new Bench(
      {},
      {
        onWarning: (message) => {
          throw new Error(message);
        },
      },
    );
    bench.files.write(".env", "PIGEON_X=1");
    expect(() => bench.watch.reload()).toThrow(/PIGEON_X/);
  });
});
