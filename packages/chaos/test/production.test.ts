import { expect, test, vi } from "vitest";
import { ChaosInProductionError, createChaos } from "../src/index.ts";
import { productionVariable } from "../src/production.ts";

test.each(["production", "prod", " Production ", "PROD", "production-eu", "prod_eu", "prod2"])(
  "%j is production",
  (value) => {
    expect(productionVariable({ NODE_ENV: value })).toBe("NODE_ENV");
    expect(productionVariable({ NODE_ENV: "test", PIGEON_ENV: value })).toBe("PIGEON_ENV");
  },
);

test.each([undefined, "", "development", "test", "staging", "product", "reproduction", "non-production"])(
  "%j is not",
  (value) => expect(productionVariable({ NODE_ENV: value, PIGEON_ENV: value })).toBeUndefined(),
);

test("on in production takes a second switch", async () => {
  const env = { PIGEON_ENV: "production" };
  const attempt = (): unknown => createChaos({ enabled: true, env });
  expect(attempt).toThrow(ChaosInProductionError);
  expect(attempt).toThrow(
    'Chaos is off in production, and PIGEON_ENV is "production". To inject faults there, say so twice: ' +
      "createChaos({ enabled: true, allowInProduction: true })",
  );
  try {
    attempt();
  } catch (error) {
    expect(error).toMatchObject({ name: "ChaosInProductionError", variable: "PIGEON_ENV" });
  }
  const twice = createChaos({
    enabled: true,
    allowInProduction: true,
    env,
    rules: [{ kind: "outcome", rate: 1, result: () => "fake" }],
  });
  expect(await twice.call("a", async () => "real")).toBe("fake");
});

test("off in production is fine, and the second switch alone switches nothing on", () => {
  const env = { NODE_ENV: "production" };
  expect(createChaos({ env }).on).toBe(false);
  expect(createChaos({ env, allowInProduction: true }).on).toBe(false);
  expect(createChaos({ env, enabled: false, allowInProduction: true }).enabled).toBe(false);
});

test("the environment of the process is asked unless another is given", () => {
  vi.stubEnv("NODE_ENV", "production");
  expect(() => createChaos({ enabled: true })).toThrow(ChaosInProductionError);
  vi.stubEnv("NODE_ENV", "test");
  vi.stubEnv("PIGEON_ENV", undefined);
  expect(createChaos({ enabled: true }).on).toBe(true);
});
