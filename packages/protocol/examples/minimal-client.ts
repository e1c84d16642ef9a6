import { Job, JobSpec, Problem, parse } from "@pigeon/protocol";
import type { InputError, Parsed } from "@pigeon/protocol";

// A client of your own, without its HTTP: check what you send, and read what comes back.

/** The body of POST /v1/jobs, with the defaults filled in. */
function bodyOf(spec: unknown): string {
  const checked = parse(JobSpec, spec);
  if (!checked.ok) throw new TypeError(`the job cannot be submitted:\n${listOf(checked.errors)}`);
  return JSON.stringify(checked.value);
}

/** What the hub answered: a job, or its reason for refusing. */
function read(status: number, text: string): Job {
  const body: unknown = JSON.parse(text);
  if (status >= 400) {
    const { title, errors = [] } = orThrow(parse(Problem, body));
    throw new Error(`${title} (${status})\n${listOf(errors)}`);
  }
  return orThrow(parse(Job, body));
}

function orThrow<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(`this is no answer of a Pigeon hub:\n${listOf(parsed.errors)}`);
}

function listOf(errors: readonly InputError[]): string {
  return errors.map(({ path, message }) => `  ${path}: ${message}`).join("\n");
}

console.log(bodyOf({ type: "text.stats", payload: { text: "two words" } }));

try {
  bodyOf({ type: "text stats", priority: 1000, retries: 3 });
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
}

const answer = {
  id: "0198c0de",
  type: "text.stats",
  state: "succeeded",
  payload: { text: "two words" },
  priority: 0,
  labels: {},
  correlationId: null,
  createdAt: "2026-01-31T09:30:00.000Z",
  runAt: "2026-01-31T09:30:00.000Z",
  finishedAt: "2026-01-31T09:30:00.004Z",
  maxAttempts: 5,
  attempts: [],
  result: { words: 2 },
  addedByANewerHub: true,
};
const { state, result } = read(200, JSON.stringify(answer));
console.log(state, result);
