import {
  explain,
  getConfigForEnvironment,
  renderExplanation,
  type PigeonConfig,
  type Profiles,
} from "@pigeon/config";

const profiles: Profiles<PigeonConfig> = {
  staging: { extends: "production", retry: { maxRetries: 2 }, errors: { logLevel: "debug" } },
};

const staging = getConfigForEnvironment("staging", { profiles });
console.log(staging.retry.maxRetries, staging.breaker.failureThreshold);

// Where does each value come from? Secrets are masked.
const env = { PIGEON_ENV: "staging", PIGEON_STORE_URL: "postgres://pigeon:hunter2@db.internal/pigeon" };
const values = explain({ profiles, env, overrides: { hub: { port: 8080 } } });
console.log(renderExplanation(values.filter(({ source }) => source !== "default")));
