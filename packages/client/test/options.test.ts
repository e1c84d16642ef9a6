import { expect, test } from "vitest";
import { ClientOptionsError, createClient } from "../src/index.ts";
import type { ClientOptions } from "../src/index.ts";
import { readOptions } from "../src/options.ts";
import { realSystem } from "../src/system.ts";

function problemsOf(options: unknown): readonly string[] {
  try {
    createClient(options as ClientOptions);
  } catch (error) {
    if (error instanceof ClientOptionsError) return error.problems;
    throw error;
  }
  return [];
}

test("defaults", () => {
  expect(readOptions({})).toMatchObject({
    hubs: ["http://127.0.0.1:4040"],
    token: undefined,
    timeoutMs: 30_000,
    maxConnections: 64,
    retry: { maxRetries: 5, baseDelayMs: 100, maxDelayMs: 5000 },
  });
});

test.each([
  [{ hub: "localhost" }, 'hub: expected an http or https address, received "localhost" (string)'],
  [{ hub: 4040 }, "hub: expected an http or https address, received 4040 (number)"],
  [{ hub: "ftp://x" }, 'hub: expected an http or https address, received "ftp://x" (string)'],
  [{ hub: [] }, "hub: expected at least one address, received [] (array)"],
  [{ hub: "http://a,b" }, 'hub[1]: expected an http or https address, received "b" (string)'],
  [{ hub: ["http://a", null] }, "hub[1]: expected an http or https address, received null"],
  [{ timeoutMs: 0 }, "timeoutMs: expected a whole number from 1 to 2147483647, received 0 (number)"],
  [{ maxConnections: 1.5 }, "maxConnections: expected a whole number from 1 to 10000, received 1.5 (number)"],
  [
    { retry: { maxRetries: -1 } },
    "retry.maxRetries: expected a whole number from 0 to 1000000, received -1 (number)",
  ],
  [
    { retry: { baseDelayMs: "1" } },
    'retry.baseDelayMs: expected a whole number from 0 to 2147483647, received "1" (string)',
  ],
  [
    { retry: { maxDelayMs: null } },
    "retry.maxDelayMs: expected a whole number from 0 to 2147483647, received null",
  ],
  [{ tls: "ca.pem" }, "tls: expected an object with ca, or with cert and key"],
  [{ tls: { ca: 5 } }, "tls: expected texts in PEM form, received something else (not shown)"],
  [{ tls: { ca: "ca.pem" } }, "tls.ca: expected a certificate in PEM form, received something else"],
  [{ tls: { cert: "c" } }, "tls: expected cert and key together, or neither"],
  [{ tls: { file: "x" } }, "tls: expected only ca, cert and key, received also file"],
  [
    { tls: { cert: "c", key: "k" } },
    "tls: expected a certificate and its own private key in PEM form, without a passphrase",
  ],
  [{ retry: { onRetry: [] } }, "retry.onRetry: expected a function, received [] (array)"],
])("%o", (options, problem) => {
  expect(problemsOf(options)).toEqual([problem]);
});

test("several hubs come as a list or with commas, and each counts once", () => {
  const hubs = ["http://a:1", "https://b"];
  expect(readOptions({ hub: hubs }).hubs).toEqual(hubs);
  expect(readOptions({ hub: "http://a:1, https://b,http://a:1" }).hubs).toEqual(hubs);
});

test("all problems at once, and no secrets", () => {
  const problems = problemsOf({ hub: "http://user:hunter2@x", token: "hunter2 x", timeoutMs: -1 });
  expect(problems).toHaveLength(3);
  expect(problems.join()).not.toContain("hunter2");
  expect(problemsOf({ hub: "user:hunter2@host" }).join()).not.toContain("hunter2");
  expect(() => createClient({ timeoutMs: -1, maxConnections: 0 })).toThrow(
    /\n {2}- timeoutMs.*\n {2}- maxConnections/,
  );
});

test("the real system", async () => {
  const before = realSystem.now();
  await new Promise<void>((resolve) => void realSystem.setTimer(resolve, 1));
  expect(realSystem.now()).toBeGreaterThan(before);
  expect(realSystem.wallTime()).toBeGreaterThan(1.7e12);
  expect(realSystem.random()).toBeLessThan(1);
  expect(realSystem.uuid()).not.toBe(realSystem.uuid());
});
