#!/usr/bin/env node
import { loadConfig, ConfigError } from "@pigeon/config";
import { ListenError, startHub, StoreError } from "./index.ts";

/** A hub that cannot stop within this time exits anyway: what it acknowledged is on disk. */
const STOP_WITHIN_MS = 10_000;

try {
  const config = loadConfig({
    knownVariables: ["PIGEON_TOKEN", "PIGEON_HUB_URL"],
    onWarning: (message) => console.error(`pigeon-hub: ${message}`),
  });
  const hub = await startHub({ config });
  console.log(
    `pigeon-hub: listening on ${hub.url}, store ${config.hub.storeUrl.replace(/:[^:@/]*@/, ":***@")}`,
  );

  const stop = (signal: NodeJS.Signals) => {
    process.once("SIGINT", () => process.exit(130));
    process.once("SIGTERM", () => process.exit(143));
    console.log(`pigeon-hub: ${signal} received, stopping; a second one stops at once`);
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    hub.close().then(
      () => console.log("pigeon-hub: stopped"),
      (error: unknown) => {
        console.error(`pigeon-hub: could not stop cleanly: ${String(error)}`);
        process.exitCode = 1;
      },
    );
  };
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      if (!stopping) stop(signal);
      stopping = true;
    });
  }
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof StoreError || error instanceof ListenError))
    throw error;
  console.error(`pigeon-hub: ${error.message}`);
  process.exitCode = 1;
}
