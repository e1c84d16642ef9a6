import { parse, type InputError, type Schema } from "../src/index.ts";

/** What is wrong with an input, one line for each problem. */
export function problems(schema: Schema, input: unknown): string[] {
  const parsed = parse(schema, input);
  return parsed.ok ? [] : parsed.errors.map(({ path, message }: InputError) => `${path}: ${message}`);
}

export function times<T>(count: number, item: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => item(index));
}

export function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
