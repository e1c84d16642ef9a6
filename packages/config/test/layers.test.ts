import { describe, expect, it } from "vitest";

import { readObject as read, type ObjectForm } from "../src/layers/object.ts";
import type { Layer } from "../src/layers/layer.ts";
import { readVariables, type Environment } from "../src/layers/variables.ts";
import type { Place } from "../src/problem.ts";
import { schema } from "./pigeon-schema.ts";

const override = { source: "override" } as const;
const inCode: ObjectForm = { also: ["env"], written: false };

function readEnvironment(env: Environment): Layer {
  return readVariables(schema, env, { place: { source: "environment" } });
}

function readObject(input: unknown, place: Place, form: ObjectForm = inCode): Layer {
  return read(schema, input, { place }, form);
}

describe("readEnvironment", () => {
  it("keeps the good values and reports the others", () => {
    const layer = readEnvironment({
      PIGEON_HUB_PORT: "80",
      PIGEON_RETRY_JITTER_FACTOR: "10%",
      HOME: "/root",
    });
    expect([...layer.values]).toEqual([["hub.port", 80]]);
    expect(layer.problems).toMatchObject([{ variable: "PIGEON_RETRY_JITTER_FACTOR", received: "10%" }]);
  });

  it("refuses what is no text, as plain JavaScript may pass it", () => {
    const layer = readEnvironment({ PIGEON_HUB_PORT: 80, PIGEON_STORE_URL: null } as never);
    expect([...layer.values]).toEqual([]);
    expect(layer.problems).toMatchObject([
      { variable: "PIGEON_HUB_PORT", received: "80", kind: "number" },
      { variable: "PIGEON_STORE_URL", received: "null", kind: "null" },
    ]);
  });

  it("makes a problem of each bad entry of a list", () => {
    const { problems } = readEnvironment({ PIGEON_WORKER_NETWORKS: "a,b" });
    expect(problems.map(({ received }) => received)).toEqual(["a,b", "a,b"]);
    expect(problems.map(({ expected }) => expected.slice(0, 7))).toEqual(["entry 1", "entry 2"]);
  });
});

describe("readObject", () => {
  it("keeps the good values and skips what is undefined", () => {
    const layer = readObject({ env: "x", hub: { port: 80, host: undefined }, retry: undefined }, override);
    expect([...layer.values]).toEqual([
      ["env", "x"],
      ["hub.port", 80],
    ]);
    expect(layer.problems).toEqual([]);
  });

  it("refuses text for a number: code is not the environment", () => {
    const layer = readObject({ hub: { port: "80", authTokens: "ci:client:12345678" } }, override);
    expect(layer.problems).toMatchObject([
      { path: "hub.port", received: "80", kind: "string" },
      {
        path: "hub.authTokens",
        received: "***",
        expected: expect.stringContaining("name:role:secret") as string,
      },
    ]);
  });

  it.each([null, 5, "x", [], undefined])("refuses %j as a whole", (input) => {
    expect(readObject(input, override).problems).toMatchObject([
      { path: "", expected: "an object with any of breaker, retry, detector, errors, alerts, hub, env" },
    ]);
  });

  it("refuses a section that is no object, without showing it", () => {
    const { problems } = readObject({ hub: "postgres://me:hunter2@h/db", retry: null, errors: [] }, override);
    expect(problems.map(({ path, kind, received }) => [path, kind, received])).toEqual([
      ["hub", "string", "***"],
      ["retry", "null", "null"],
      ["errors", "array", "***"],
    ]);
  });

  it("refuses unknown keys, without showing their values", () => {
    const { problems } = readObject(
      { hub: { authToken: "hunter2" }, hib: 1, extends: "production" },
      override,
    );
    expect(problems.map(({ path, received }) => [path, received])).toEqual([
      ["hub.authToken", "***"],
      ["hib", "***"],
      ["extends", "***"],
    ]);
    expect(problems[0]?.expected).toContain("; did you mean authTokens?");
    expect(problems[1]?.expected).toContain("; did you mean hub?");
  });

  it("lets a profile extend another, but not name itself", () => {
    const layer = readObject(
      { extends: "production", env: "x" },
      { source: "profile", profile: "mine" },
      { also: ["extends"], written: false },
    );
    expect(layer.problems).toMatchObject([{ path: "env", source: "profile", profile: "mine" }]);
  });

  it("takes no key from a prototype", () => {
    expect([...readObject(Object.create({ env: "x" }), override).values]).toEqual([]);
    expect(readObject({ constructor: 1 }, override).problems).toHaveLength(1);
  });

  it("reads text as a variable would be, and null as nothing, where the object was written", () => {
    const form: ObjectForm = { also: ["env", "profiles", "$schema"], written: true };
    const input = {
      $schema: "./x.json",
      env: null,
      profiles: 5,
      breaker: { timeoutMs: "5s", failureThreshold: null },
      retry: null,
      hub: {
        port: "80",
        workerNetworks: "10.0.0.0/8,::1/128",
        authTokens: ["ci:client:12345678"],
        jobTypeLimits: ["a=1", { type: "b", limit: 2 }],
      },
    };
    const layer = readObject(input, { source: "file", file: "x.json" }, form);
    expect(layer.problems).toEqual([]);
    expect(Object.fromEntries(layer.values)).toEqual({
      "breaker.timeoutMs": 5000,
      "hub.port": 80,
      "hub.workerNetworks": ["10.0.0.0/8", "::1/128"],
      "hub.authTokens": [{ name: "ci", role: "client", secret: "12345678" }],
      "hub.jobTypeLimits": [
        { type: "a", limit: 1 },
        { type: "b", limit: 2 },
      ],
    });
    expect(readObject({ hub: { port: "" } }, override, form).problems).toMatchObject([{ path: "hub.port" }]);
  });

  it("tells the line of a value, an unknown key and a section", () => {
    const lines: Record<string, number> = { "hub.port": 3, "hub.prot": 4, retry: 5 };
    const layer = read(
      schema,
      { hub: { port: -1, prot: 1 }, retry: 1, more: 1 },
      { place: { source: "file", file: "x.yaml" }, lineOf: ({ path }) => lines[path] },
      inCode,
    );
    expect(layer.problems.map(({ path, line }) => [path, line])).toEqual([
      ["hub.port", 3],
      ["hub.prot", 4],
      ["retry", 5],
      ["more", undefined],
    ]);
  });
});
