import {
  ClientOptionsError,
  HubAnswerError,
  HubError,
  HubUnreachableError,
  JobInputError,
  JobWaitTimeoutError,
} from "@pigeon/client";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { clean } from "./print/text.ts";
import { CliError, Interrupted, type TokenSource } from "./problems.ts";
import { describeUnreachable } from "./unreachable.ts";

/** What to tell the user of a failure, and how to end. */
export interface Verdict {
  readonly exitCode: ExitCode;
  readonly message: string;
}

const NO_HUB = "Is --hub the address of a Pigeon hub?";
const NO_PATH = "Is the path in --hub right, and is the hub as new as this command?";

/** Hubs name the request in their refusals; proxies and other servers answer in their own way. */
export function isNoHub({ requestId }: HubError["problem"]): boolean {
  return requestId === undefined;
}

/** What the hub says of each field; a single job is sent as a batch of one. */
function fieldsOf({ errors = [] }: HubError["problem"]): string | undefined {
  const lines = errors.map(({ path, message }) => {
    const field = path.replace(/^jobs\[0\]\.?/, "");
    return field === "" ? message : `${field}: ${message}`;
  });
  return lines.length === 0 ? undefined : lines.join("\n");
}

function wrongOptions(problems: readonly string[]): string {
  const ofTheHub = problems.some((problem) => problem.startsWith("hub"));
  const hint = "\nSuch as http://127.0.0.1:4040, in --hub or PIGEON_HUB_URL.";
  return `${problems.join("\n")}${ofTheHub ? hint : ""}`;
}

/** Every failure that users can meet, in words that help. */
export function verdictOf(error: unknown, tokenSource: TokenSource): Verdict {
  if (error instanceof CliError) return { exitCode: error.exitCode, message: error.message };
  if (error instanceof Interrupted) return { exitCode: EXIT.interrupted, message: "" };
  if (error instanceof HubUnreachableError)
    return { exitCode: EXIT.unreachable, message: describeUnreachable(error) };
  if (error instanceof HubAnswerError)
    return { exitCode: EXIT.unreachable, message: `${error.message}\n${NO_HUB}` };
  if (error instanceof HubError) return refusal(error, tokenSource);
  if (error instanceof ClientOptionsError)
    return { exitCode: EXIT.usage, message: wrongOptions(error.problems) };
  if (error instanceof JobInputError) return { exitCode: EXIT.usage, message: error.message };
  if (error instanceof JobWaitTimeoutError) return { exitCode: EXIT.timeout, message: error.message };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: EXIT.failed, message: `unexpected: ${text}` };
}

function refusal({ status, message, problem }: HubError, tokenSource: TokenSource): Verdict {
  // 413 is what proxies in front of a hub say of large bodies.
  if (isNoHub(problem) && status !== 413) {
    const answer = clean(problem.detail).slice(0, 100);
    return {
      exitCode: EXIT.unreachable,
      message: `no hub answers there, but something else: HTTP ${status}${answer === "" ? "" : `, ${answer}`}\n${NO_HUB}`,
    };
  }
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
      return {
        exitCode: EXIT.notFound,
        message: why.startsWith("there is nothing at") ? `${why}\n${NO_PATH}` : why,
      };
    case 400:
    case 422:
      return { exitCode: EXIT.usage, message: fieldsOf(problem) ?? message };
    case 413:
      return { exitCode: EXIT.usage, message };
    case 429:
    case 503:
      return { exitCode: EXIT.failed, message: `${message}\nTry again in a moment.` };
    default:
      return { exitCode: EXIT.failed, message };
  }
}
