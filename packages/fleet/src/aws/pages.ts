import type { Caller } from "./call.ts";
import type { Ec2Action, InputOf, OutputOf } from "./sdk.ts";

/** The calls whose answers come in pages. */
type PagedAction = {
  [A in Ec2Action]: OutputOf<A> extends { NextToken?: string | undefined }
    ? InputOf<A> extends { NextToken?: string | undefined }
      ? A
      : never
    : never;
}[Ec2Action];

/** Reads all pages. */
export async function readPages<A extends PagedAction, T>(
  caller: Caller,
  action: A,
  input: InputOf<A>,
  itemsOf: (output: OutputOf<A>) => readonly T[] | undefined,
  signal?: AbortSignal,
): Promise<readonly T[]> {
  const items: T[] = [];
  let token: string | undefined;
  do {
    const output = await caller.call(
      action,
      token === undefined ? input : { ...input, NextToken: token },
      signal,
    );
    items.push(...(itemsOf(output) ?? []));
    token = (output as { NextToken?: string | undefined }).NextToken;
    // EC2 ends some lists with an empty token.
  } while (token !== undefined && token !== "");
  return items;
}
