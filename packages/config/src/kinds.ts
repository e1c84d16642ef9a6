import { isIP } from "node:net";

import { z } from "zod";

/** One kind of value: how it is written as text, which values are good, and how to say so. */
export interface Kind<V> {
  /** Text of an environment variable to the value and back; its output schema judges values from code. */
  readonly codec: z.ZodCodec<z.ZodString, z.ZodType<V, V>>;
  /** Completes "expected …". */
  readonly expected: string;
  /** A form of the written value that shows no secret. */
  readonly mask?: (text: string) => string;
}

/** A codec whose text is judged by the value's schema alone: `decode` may hand over anything. */
export function codecOf<V>(
  schema: z.ZodType<V, V>,
  decode: (text: string) => unknown,
  encode: (value: V) => string,
): Kind<V>["codec"] {
  return z.codec(z.string(), schema, { decode: (text) => decode(text) as V, encode });
}

// `Number()` alone takes "", " ", "0x10" and "1e3"; text of another form goes on as text and is refused.
const digits = /^-?\d+$/;
const decimal = /^-?\d+(\.\d+)?(e-?\d+)?$/i;

export function wholeNumber(min: number, max: number, unit?: string): Kind<number> {
  return {
    codec: codecOf(z.int().min(min).max(max), (text) => (digits.test(text) ? Number(text) : text), String),
    expected: `a whole number ${unit === undefined ? "" : `of ${unit} `}from ${min} to ${max}`,
  };
}

export function fraction(min: number, max: number): Kind<number> {
  return {
    codec: codecOf(
      z.number().min(min).max(max),
      (text) => (decimal.test(text) ? Number(text) : text),
      String,
    ),
    expected: `a number from ${min} to ${max}`,
  };
}

/** A timer of Node takes at most 2^31 - 1 ms: a longer one would fire at once. */
export function milliseconds(): Kind<number> {
  return wholeNumber(1, 2 ** 31 - 1, "ms");
}

export function choice<const V extends string>(...options: readonly V[]): Kind<V> {
  return {
    codec: codecOf<V>(
      z.custom<V>((value) => (options as readonly unknown[]).includes(value)),
      (text) => text,
      String,
    ),
    expected: `one of ${options.join(", ")}`,
  };
}

export function text(max: number, expected: string): Kind<string> {
  return {
    codec: codecOf(z.string().min(1).max(max), (value) => value, String),
    expected,
  };
}

/** A path, relative to the working directory; `""` for none. Whether the file is there is for its reader to say. */
export function file(): Kind<string> {
  return {
    codec: codecOf(
      z
        .string()
        .max(4096)
        .refine((path) => !/\p{Cc}/u.test(path)),
      (value) => value,
      String,
    ),
    expected: "the path of a file in PEM form",
  };
}

/** As {@link file}; a key that was put there instead of its path is not shown. */
export function keyFile(): Kind<string> {
  return { ...file(), mask: (text) => (text.includes("-----BEGIN") ? "***" : text) };
}

export function host(): Kind<string> {
  return {
    codec: codecOf(z.string().refine(isHost), (value) => value, String),
    expected: "a host name or an IP address, without scheme, port or brackets",
  };
}

const hostName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

// A name whose last label is a number would be read as an IPv4 address, and 300.1.1.1 or 4040 is none.
function isHost(value: string): boolean {
  return isIP(value) !== 0 || (hostName.test(value) && !/(^|\.)\d+$/.test(value));
}
