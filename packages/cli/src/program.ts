import { readFileSync } from "node:fs";
import { Command } from "commander";
import type { Io } from "./io.ts";
import { wantsColour } from "./print/style.ts";
import { pointToHelp } from "./program/groups.ts";
import { jobCommands } from "./program/job-commands.ts";
import { localCommands } from "./program/local-commands.ts";
import { operatorCommands } from "./program/operator-commands.ts";
import type { Perform } from "./program/perform.ts";

const AFTER = `
Environment:
  PIGEON_HUB_URL     the hub's address, or those of several with commas
  PIGEON_TOKEN       the token; or PIGEON_TOKEN_FILE, a file that holds it
  PIGEON_CA_FILE, PIGEON_CERT_FILE, PIGEON_KEY_FILE
                     for a hub at an https address
  NO_COLOR           no colours; FORCE_COLOR=1 has them in a pipe too

Exit codes: 0 done, 1 failed, 2 called wrongly, 3 hub not reachable, 4 token missing or not enough,
5 no such thing, 6 a job that was waited for is dead or cancelled, 7 waited too long, 130 interrupted.`;

export function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** The whole command line: what there is, and what it is for. */
export function createProgram(io: Io, perform: Perform): Command {
  const program = new Command("pigeon")
    .description("Jobs, workers and the state of a Pigeon hub.")
    .version(version(), "-v, --version", "print the version")
    .helpOption("-h, --help", "print help for a command")
    .option("--hub <url>", "address of the hub, or of several with commas (default: http://127.0.0.1:4040)")
    .option("--token-file <file>", "file that holds the token (or PIGEON_TOKEN)")
    .option("--ca <file>", "authority of an https hub's certificate")
    .option("--cert <file>", "certificate to show to the hub, with --key")
    .option("--key <file>", "its private key")
    .option("--json", "JSON on stdout, for programs")
    .option("--no-color", "no colours")
    .addHelpText("after", AFTER)
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, "pigeon: ")),
      getOutHelpWidth: () => Math.min(io.stdout.columns, 110),
      getErrHelpWidth: () => Math.min(io.stderr.columns, 110),
      getOutHasColors: () => wantsColour(io.env, io.stdout, false),
      getErrHasColors: () => wantsColour(io.env, io.stderr, false),
    });
  jobCommands(program, perform);
  operatorCommands(program, perform);
  localCommands(program, perform, () => program);
  pointToHelp(program);
  return program;
}
