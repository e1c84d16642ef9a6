#!/usr/bin/env node
import { AlertsOptionsError } from "@pigeon/alerts";
import { ConfigError, explain, loadConfig, renderExplanation, type PigeonConfig } from "@pigeon/config";
import { HELP, readArguments, UsageError } from "./commands/arguments.ts";
import { backup } from "./commands/backup.ts";
import { check } from "./commands/check.ts";
import { run } from "./commands/run.ts";
import { storeFile } from "./commands/store-file.ts";
import { ListenError, StoreError } from "./index.ts";
import { version } from "./version.ts";

/** What workers and clients on the same machine read. */
const KNOWN = [
  "PIGEON_TOKEN",
  "PIGEON_HUB_URL",
  "PIGEON_CA_FILE",
  "PIGEON_CERT_FILE",
  "PIGEON_KEY_FILE",
  "PIGEON_LISTEN_CERT_FILE",
  "PIGEON_LISTEN_KEY_FILE",
  "PIGEON_LISTEN_CA_FILE",
];

/** Their messages say how to mend it. */
const EXPECTED = [UsageError, ConfigError, StoreError, ListenError, AlertsOptionsError];

const say = (line: string): void => console.log(`pigeon-hub: ${line}`);
const warn = (line: string): void => console.error(`pigeon-hub: ${line}`);

const LAYERS = { knownVariables: KNOWN, onWarning: warn };

try {
  await main(readArguments(process.argv.slice(2), process.env));
} catch (error) {
  const expected = EXPECTED.some((kind) => error instanceof kind);
  if (!(error instanceof Error) || !expected) throw error;
  warn(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function main(command: ReturnType<typeof readArguments>): Promise<void> {
  switch (command.kind) {
    case "help":
      return console.log(HELP);
    case "version":
      return console.log(version);
    case "explain-config":
      return console.log(renderExplanation(explain(LAYERS)));
    case "run":
      return await run(config(), explain(LAYERS), say, warn);
    case "check":
      if (!check(command.file ?? storeFile(config().hub.storeUrl), say)) process.exitCode = 1;
      return;
    case "backup": {
      const { PIGEON_HUB_URL, PIGEON_TOKEN } = process.env;
      // An empty variable is as good as none.
      const [hubUrl, token] = [PIGEON_HUB_URL || undefined, PIGEON_TOKEN || undefined];
      const source = await backup({ ...command, config: config(), hubUrl, token });
      return say(`${command.to} is a sound backup, taken from the ${source} hub`);
    }
  }
}

function config(): PigeonConfig {
  return loadConfig(LAYERS);
}
