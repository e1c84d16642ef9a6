#!/usr/bin/env node
import { ConfigError, loadConfig } from "@pigeon/config";
import { ListenError, startHub, StoreError } from "./index.ts";

/** A hub that cannot stop within this time exits anyway: what it acknowledged is on disk. */
const STOP_WITHIN_MS = 10_000;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

try {
  const config = loadConfig({
    knownVariables: ["PIGEON_TOKEN", "PIGEON_HUB_URL"],
    onWarning: (message) => console.error(`pigeon-hub: ${message}`),
  });
  const hub = await startHub({ config });

  const stop = (signal: NodeJS.Signals) => {
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
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (stopping) process.exit(code);
      stopping = true;
      stop(signal as NodeJS.Signals);
    });
  }
  const store = config.hub.storeUrl.replace(/:[^:@/]*@/, ":***@");
  console.log(`pigeon-hub: listening on ${hub.url}, store ${store}`);
} catch (error) {
  const expected =
    error instanceof ConfigError || error instanceof StoreError || error instanceof ListenError;
  if (!expected) throw error;
  console.error(`pigeon-hub: ${error.message}`);
  process.exitCode = 1;
}
