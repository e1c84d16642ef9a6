import type { ExplainedValue, PigeonConfig } from "@pigeon/config";
import { startHub, type RunningHub } from "../hub.ts";
import { startTracing } from "../telemetry/tracing/start.ts";

/** A hub that cannot stop within this time exits anyway: what it acknowledged is on disk. */
const STOP_WITHIN_MS = 10_000;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

type Say = (line: string) => void;

/** Runs a hub in this process until a signal; a second signal ends it at once. */
export async function run(
  config: PigeonConfig,
  explained: readonly ExplainedValue[],
  say: Say,
  warn: Say,
): Promise<void> {
  const traces = await startTracing(process.env, warn);
  const starting = new AbortController();
  const started = startHub({
    config,
    explained,
    signal: starting.signal,
    ...(traces && { tracerProvider: traces.provider }),
  });

  const close = async () => {
    starting.abort();
    try {
      await started.then(
        (hub) => hub.close(),
        () => {},
      );
    } finally {
      await traces?.stop();
    }
  };
  const stop = (signal: NodeJS.Signals) => {
    say(`${signal} received, stopping; a second one stops at once`);
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    close().then(
      () => {
        say("stopped");
        // What still tries to reach a collector must not keep the process.
        if (traces !== undefined) process.exit();
      },
      (error: unknown) => {
        warn(`could not stop cleanly: ${String(error)}`);
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
  let hub: RunningHub;
  try {
    hub = await started;
  } catch (error) {
    if (stopping) return;
    throw error;
  }
  if (stopping) return;
  const { tlsCertFile, workerCaFile } = config.hub;
  // Where there is nothing to read again the signal ends the process, as it does by default.
  if (tlsCertFile !== "" || workerCaFile !== "") process.on("SIGHUP", () => reload(hub, say, warn));
  const store = config.hub.storeUrl.replace(/:[^:@/]*@/, ":***@");
  say(`listening on ${hub.url}, store ${store}`);
}

function reload(hub: RunningHub, say: Say, warn: Say): void {
  try {
    hub.reloadCertificates();
    say("SIGHUP received, certificates read again");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(`SIGHUP received, the certificates stay as they were: ${reason}`);
  }
}
