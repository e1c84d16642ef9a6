import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { WorkerOptionsError, createWorker } from "../src/index.ts";
import type { WorkerOptions } from "../src/index.ts";
import { readOptions } from "../src/options.ts";

const handlers = { "text.stats": () => 1 };

function problemsOf(options: unknown): readonly string[] {
  try {
    createWorker(options as WorkerOptions);
  } catch (error) {
    if (error instanceof WorkerOptionsError) return error.problems;
    throw error;
  }
  return [];
}

test("defaults", () => {
  const settings = readOptions({ handlers });
  expect(settings).toMatchObject({
    hubs: ["http://127.0.0.1:4040"],
    slots: availableParallelism(),
    host: "127.0.0.1",
    port: 0,
  });
  expect(settings.workerId).toMatch(new RegExp(`-${process.pid}-[0-9a-f]{8}$`));
  expect(readOptions({ handlers }).workerId).not.toBe(settings.workerId);
});

test.each([
  [{}, "handlers: expected an object of functions by job type, at least one, received undefined"],
  [
    { handlers: {} },
    "handlers: expected an object of functions by job type, at least one, received {} (object)",
  ],
  [{ handlers: { a: 1 } }, 'handlers["a"]: expected a function, received 1 (number)'],
  [
    { handlers: { "a b": () => 1 } },
    'handlers: the job type "a b" (string): expected only letters, digits and . _ : -',
  ],
  [
    { handlers, hub: "localhost:4040" },
    'hub: expected an http or https address, received "localhost:4040" (string)',
  ],
  [{ handlers, hub: "ftp://x" }, "hub: expected an http or https address, received"],
  [{ handlers, hub: 4040 }, "hub: expected an http or https address, received 4040 (number)"],
  [{ handlers, hub: [] }, "hub: expected at least one address, received [] (array)"],
  [{ handlers, hub: "http://a, b" }, 'hub[1]: expected an http or https address, received "b" (string)'],
  [{ handlers, hub: ["http://a", 5] }, "hub[1]: expected an http or https address, received 5 (number)"],
  [{ handlers, slots: 0 }, "slots: expected a whole number from 1 to 1000, received 0 (number)"],
  [{ handlers, slots: 1.5 }, "slots: expected a whole number from 1 to 1000, received 1.5 (number)"],
  [{ handlers, slots: "4" }, 'slots: expected a whole number from 1 to 1000, received "4" (string)'],
  [{ handlers, port: 70_000 }, "port: expected a whole number from 0 to 65535, received 70000 (number)"],
  [{ handlers, host: "" }, 'host: expected a host name or IP address, received "" (string)'],
  [{ handlers, host: "0.0.0.0" }, "endpoint: expected the address that the hub should call"],
  [{ handlers, endpoint: "worker:80" }, "endpoint: expected an http or https address"],
  [{ handlers, workerId: "a b" }, "workerId: expected only letters, digits and . _ : -, received"],
  [
    { handlers, labels: { a: 1 } },
    "labels.a: expected a string of at most 1024 characters, received a number",
  ],
  [{ handlers, report: 1 }, "report: expected a function, received 1 (number)"],
  [{ handlers, tls: "ca.pem" }, "tls: expected an object with ca, or with cert and key"],
  [{ handlers, tls: { ca: 5 } }, "tls: expected texts in PEM form, received something else (not shown)"],
  [
    { handlers, tls: { ca: "ca.pem" } },
    "tls.ca: expected a certificate in PEM form, received something else",
  ],
  [{ handlers, tls: { cert: "c" } }, "tls: expected cert and key together, or neither"],
  [{ handlers, tls: { file: "x" } }, "tls: expected only ca, cert and key, received also file"],
  [
    { handlers, tls: { cert: "c", key: "k" } },
    "tls: expected a certificate and its own private key in PEM form, without a passphrase",
  ],
  [{ handlers, tlsServer: {} }, "tlsServer: expected cert and key"],
  [{ handlers, tlsServer: { cert: "c" } }, "tlsServer: expected cert and key"],
  [{ handlers, tlsServer: 1 }, "tlsServer: expected an object with cert and key"],
  [{ handlers, tlsServer: { cert: "c", key: "k", requestCert: true } }, "received also requestCert"],
  [
    { handlers, tlsServer: { cert: "c", key: "k", ca: "a" } },
    "tlsServer.ca: expected a certificate in PEM form, received something else",
  ],
  [
    { handlers, tlsServer: { cert: "c", key: "hunter2" } },
    "tlsServer: expected a certificate and its own private key in PEM form, without a passphrase",
  ],
  [{ handlers, onEvent: "log" }, 'onEvent: expected a function, received "log" (string)'],
])("%o", (options, problem) => {
  const problems = problemsOf(options);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(problem);
});

test("several hubs come as a list or with commas, and each counts once", () => {
  const hubs = ["http://a:1", "https://b"];
  expect(readOptions({ handlers, hub: hubs }).hubs).toEqual(hubs);
  expect(readOptions({ handlers, hub: "http://a:1, https://b,http://a:1" }).hubs).toEqual(hubs);
});

test("all problems are told at once", () => {
  expect(problemsOf({ handlers: {}, slots: -1, port: "x" })).toHaveLength(3);
  expect(() => createWorker({ handlers: {}, slots: -1 })).toThrow(/\n {2}- handlers: .*\n {2}- slots: /);
});

test("secrets are not repeated", () => {
  const problems = problemsOf({ handlers, token: "se cret", hub: "http://user:se-cret@x" });
  expect(problems).toHaveLength(2);
  expect(problems.join()).not.toMatch(/se.cret/);
});

test("a wildcard host works with an endpoint", () => {
  expect(problemsOf({ handlers, host: "0.0.0.0", endpoint: "http://worker-1:4041" })).toEqual([]);
});
