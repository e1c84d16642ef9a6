import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { kindOf } from "../kinds/kind.ts";
import { splitList } from "../list.ts";

/** How many jobs of a type may run at once. */
export interface JobTypeLimit {
  /** A job type, or `*` for each type that is not named. */
  readonly type: string;
  /** From 0, which holds the type back. */
  readonly limit: number;
}

const jobType = /^(\*|[A-Za-z0-9._:-]{1,128})$/;
const maxLimit = 1_000_000;

const schema = z.array(z.custom<JobTypeLimit>()).check((context) => {
  const seen = new Map<unknown, number>();
  for (const [index, entry] of context.value.entries()) {
    for (const problem of problemsOf(entry, index, seen)) {
      const message = `entry ${index + 1} to ${problem}`;
      context.issues.push({ code: "custom", message, input: entry, path: [index] });
    }
  }
});

const expected = "a list of type=limit entries such as image.resize=10,*=100";

const kind = kindOf<readonly JobTypeLimit[]>({
  schema,
  expected,
  example: "image.resize=10,*=100",
  json: () => ({
    type: "array",
    items: {
      anyOf: [
        { type: "string" },
        {
          type: "object",
          properties: { type: { type: "string" }, limit: { type: "integer", minimum: 0, maximum: maxLimit } },
          required: ["type", "limit"],
          additionalProperties: false,
        },
      ],
    },
  }),
  read: (text) => splitList(text).map(readEntry),
  readEntry,
  write: (limits) => limits.map(({ type, limit }) => `${type}=${limit}`).join(","),
  tell: (value, issues) => (Array.isArray(value) ? issues.map(({ message }) => message) : [expected]),
});

/** `type=limit`, comma-separated; `*` stands for each type that is not named. */
export function typeLimits(options: FieldOptions<readonly JobTypeLimit[]>): Field<readonly JobTypeLimit[]> {
  return makeField(kind, options, {});
}

function readEntry(entry: string): unknown {
  const [type, limit, ...more] = entry.split("=");
  return more.length === 0 && limit !== undefined && /^\d{1,7}$/.test(limit)
    ? { type, limit: Number(limit) }
    : undefined;
}

function problemsOf(entry: unknown, index: number, seen: Map<unknown, number>): string[] {
  if (typeof entry !== "object" || entry === null || !("type" in entry) || !("limit" in entry)) {
    return [`have the form type=limit, with a whole number from 0 to ${maxLimit}`];
  }
  const { type, limit } = entry;
  const problems: string[] = [];
  if (typeof type !== "string" || !jobType.test(type)) problems.push("have a job type, or * for all others");
  const first = seen.get(type) ?? index;
  seen.set(type, first);
  if (first !== index) problems.push(`have a type of its own: entry ${first + 1} has it`);
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 0 || limit > maxLimit)
    problems.push(`have a limit from 0 to ${maxLimit}`);
  if (Object.keys(entry).length > 2) problems.push("have only type and limit");
  return problems;
}
