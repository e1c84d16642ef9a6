import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { kindOf } from "./kind.ts";
import { jsonOf } from "./standard-schema.ts";
import { scale, type Units } from "./units.ts";

/** What a field of sizes can be given. */
export interface BytesOptions extends FieldOptions<number> {
  /** The least, in bytes. Default: 0. */
  readonly min?: number;
  /** The most, in bytes. Default: 2^53 - 1. */
  readonly max?: number;
}

const binary: Units = [
  ["TiB", 2 ** 40],
  ["GiB", 2 ** 30],
  ["MiB", 2 ** 20],
  ["KiB", 2 ** 10],
];
const units: ReadonlyMap<string, number> = new Map([
  ...binary,
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1000],
  ["B", 1],
]);
const form = /^(\d{1,16}(?:\.\d{1,16})?)(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$/;
const digits = /^\d{1,16}$/;

/** A size in bytes: a plain number, or `256KiB`, `1.5GiB` (powers of 1024), `1MB` (powers of 1000). */
export function bytes(options: BytesOptions = {}): Field<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  const most = options.max === undefined ? "" : ` to ${writeBytes(max)}`;
  const schema = z.int().check(z.gte(min), z.lte(max));
  const kind = kindOf<number>({
    expected: `a number of bytes or a size such as 256KiB, 10MiB or 1GB, from ${writeBytes(min)}${most}`,
    example: "256KiB",
    schema,
    json: () => ({ anyOf: [jsonOf(schema), { type: "string", pattern: form.source }] }),
    read: readBytes,
    write: writeBytes,
  });
  return makeField(kind, options, { min: true, max: true }, "bytes");
}

/** The bytes of a text; the text itself where it is no size in whole bytes. */
export function readBytes(text: string): number | string {
  if (digits.test(text)) return Number(text);
  const [, value = "", symbol = ""] = form.exec(text) ?? [];
  const size = units.get(symbol);
  return (size === undefined ? undefined : scale(value, size)) ?? text;
}

/** In the greatest unit of 1024s that leaves no fraction, such as `256KiB`. */
export function writeBytes(size: number): string {
  const unit = size === 0 ? undefined : binary.find(([, each]) => size % each === 0);
  return unit === undefined ? `${size}B` : `${size / unit[1]}${unit[0]}`;
}
