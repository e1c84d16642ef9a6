import { CommanderError } from "commander";
import type { Client } from "@pigeon/client";
import type { Action, Context, Globals } from "./context.ts";
import { hubOf } from "./connect.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { painter, wantsColour } from "./print/style.ts";
import { CliError, type TokenSource } from "./problems.ts";
import { createProgram } from "./program.ts";
import type { Perform } from "./program/perform.ts";

/**
 * Does what a command line says.
 *
 * @param argv what follows the name of the command.
 * @returns how the process should end.
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let tokenSource: TokenSource;
  let client: Client | undefined;
  let exitCode: ExitCode = EXIT.ok;

  const perform: Perform = async (load, globals, given) => {
    const context = contextOf(
      io,
      globals,
      () => tokenSource,
      async () => {
        const { connect, credentialsOf } = await import("./connect.ts");
        const credentials = await credentialsOf(io, globals);
        tokenSource = credentials.source;
        return (client ??= await connect(io, context.hub, credentials));
      },
    );
    const action: Action<unknown> = await load();
    exitCode = (await action(context, given)) ?? EXIT.ok;
  };

  try {
    await createProgram(io, perform).parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { exitCode, message } =
      error instanceof CliError ? error : (await import("./verdict.ts")).verdictOf(error, tokenSource);
    if (message !== "") io.stderr.write(`pigeon: ${message}\n`);
    return exitCode;
  } finally {
    await client?.close();
  }
}

function contextOf(
  io: Io,
  globals: Globals,
  tokenSource: () => TokenSource,
  client: () => Promise<Client>,
): Context {
  const json = globals.json === true;
  const colour = !json && wantsColour(io.env, io.stdout, globals.color === false);
  return {
    io,
    globals,
    json,
    paint: painter(colour),
    width: io.stdout.isTTY ? io.stdout.columns : Number.POSITIVE_INFINITY,
    hub: hubOf(io, globals),
    tokenSource,
    client,
    note: (line) => io.stderr.write(`${line}\n`),
    emit: (value) => io.stdout.write(`${JSON.stringify(value)}\n`),
    print: (text) => io.stdout.write(text),
  };
}
