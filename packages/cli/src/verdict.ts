import {
  ClientOptionsError,
  HubAnswerError,
  HubError,
  HubUnreachableError,
  JobInputError,
  JobWaitTimeoutError,
} from "@pigeon/client";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { CliError, Interrupted, type TokenSource } from "./problems.ts";

/** What to tell the user of a failure, and how to end. */
export interface Verdict {
  readonly exitCode: ExitCode;
  readonly message: string;
}

/** Every failure that users can meet, in words that help. */
export function verdictOf(error: unknown, tokenSource: TokenSource): Verdict {
  if (error instanceof CliError) return { exitCode: error.exitCode, message: error.message };
  if (error instanceof Interrupted) return { exitCode: EXIT.interrupted, message: "" };
  if (error instanceof HubUnreachableError) {
    const hint =
      "Is it running? `pigeon hub` starts one here; --hub URL or PIGEON_HUB_URL says where it is; `pigeon doctor` looks closer.";
    return { exitCode: EXIT.unreachable, message: `${error.message}\n${hint}` };
  }
  if (error instanceof HubAnswerError) {
    return { exitCode: EXIT.failed, message: `${error.message}\nIs --hub the address of a Pigeon hub?` };
  }
  if (error instanceof HubError) return refusal(error, tokenSource);
  if (error instanceof ClientOptionsError || error instanceof JobInputError)
    return { exitCode: EXIT.usage, message: error.message };
  if (error instanceof JobWaitTimeoutError) return { exitCode: EXIT.timeout, message: error.message };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: EXIT.failed, message: `unexpected: ${text}` };
}

function refusal({ status, message, problem }: HubError, tokenSource: TokenSource): Verdict {
  const why = problem.detail === "" ? problem.title : problem.detail;
  switch (status) {
    case 401:
      return {
        exitCode: EXIT.denied,
        message:
          tokenSource === undefined
            ? "the hub asks for a token\nSet PIGEON_TOKEN, or name a file that holds it with --token-file."
            : `the hub does not know the token of ${tokenSource}\nThe tokens that it knows stand in its PIGEON_AUTH_TOKENS, as name:role:secret; the secret alone is the token.`,
      };
    case 403:
      return { exitCode: EXIT.denied, message: `${why}\nThe token of ${tokenSource} is not enough.` };
    case 404:
      return { exitCode: EXIT.notFound, message: why };
    case 400:
    case 413:
    case 422:
      return { exitCode: EXIT.usage, message };
    case 429:
    case 503:
      return { exitCode: EXIT.failed, message: `${message}\nTry again in a moment.` };
    default:
      return { exitCode: EXIT.failed, message };
  }
}
