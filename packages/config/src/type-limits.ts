import { z } from "zod";

import { codecOf, type Kind } from "./kinds.ts";
import { splitList } from "./list.ts";
import type { JobTypeLimit } from "./shape.ts";

const jobType = /^(\*|[A-Za-z0-9._:-]{1,128})$/;
const maxLimit = 1_000_000;

const schema: z.ZodType<readonly JobTypeLimit[], readonly JobTypeLimit[]> = z
  .array(z.custom<JobTypeLimit>())
  .check((ctx) => {
    const seen = new Map<unknown, number>();
    for (const [index, entry] of ctx.value.entries()) {
      for (const problem of problemsOf(entry, index, seen)) {
        const message = `entry ${index + 1} to ${problem}`;
        ctx.issues.push({ code: "custom", message, input: entry, path: [index] });
      }
    }
  });

/** `type=limit`, comma-separated; `*` stands for each type that is not named. */
export function typeLimits(): Kind<readonly JobTypeLimit[]> {
  return {
    codec: codecOf(schema, (text) => splitList(text).map(readEntry), writeEntries),
    expected: "a list of type=limit entries such as image.resize=10,*=100",
  };
}

function readEntry(entry: string): unknown {
  const [type, limit, ...more] = entry.split("=");
  return more.length === 0 && limit !== undefined && /^\d{1,7}$/.test(limit)
    ? { type, limit: Number(limit) }
    : undefined;
}

function writeEntries(limits: readonly JobTypeLimit[]): string {
  return limits.map(({ type, limit }) => `${type}=${limit}`).join(",");
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
