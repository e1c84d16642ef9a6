import { EXIT, type ExitCode } from "./exit-codes.ts";

/** Something is wrong, and the message says what to do about it. */
export class CliError extends Error {
  override readonly name: string = "CliError";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Called wrongly, or given bad input. */
export class UsageError extends CliError {
  override readonly name = "UsageError";
  constructor(message: string) {
    super(message, EXIT.usage);
  }
}

/** The user wants it to end. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor() {
    super("interrupted");
  }
}

/** Where the token was taken from, for messages. */
export type TokenSource = string | undefined;
