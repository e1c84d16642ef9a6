import { Ec2Error } from "./error.ts";
import type { World } from "./world.ts";

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly NextToken?: string | undefined;
}

/** One page; the token is good only for the same question. */
export function pageOf<T>(world: World, all: readonly T[], input: PageRequest): Page<T> {
  const { MaxResults, NextToken, ...question } = input;
  if (MaxResults !== undefined && (MaxResults < 5 || MaxResults > 1000)) {
    throw new Ec2Error(
      "InvalidParameterValue",
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value from 5 to 1000.`,
    );
  }
  const asked = JSON.stringify(question);
  const start = NextToken === undefined ? 0 : startOf(NextToken, asked);
  const end = start + Math.min(MaxResults ?? Infinity, world.behaviour.pageSize);
  const items = all.slice(start, end);
  return end < all.length ? { items, NextToken: btoa(JSON.stringify({ end, asked })) } : { items };
}

function startOf(token: string, asked: string): number {
  try {
    const read = JSON.parse(atob(token)) as { end: number; asked: string };
    if (read.asked === asked) return read.end;
  } catch {
    // Answered below.
  }
  throw new Ec2Error("InvalidNextToken", "The token is invalid, or belongs to another request");
}
