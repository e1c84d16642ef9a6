import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { kindOf } from "../kinds/kind.ts";
import { isRecord } from "../layers/object.ts";
import { splitList } from "../list.ts";

/** What the holder of a token may do: submit and read jobs, run them, or operate the hub. */
export type TokenRole = "client" | "worker" | "admin";

/** One caller that the hub lets in. */
export interface AuthToken {
  /** Names the caller in logs; not secret. */
  readonly name: string;
  readonly role: TokenRole;
  /** What the caller sends as `Authorization: Bearer …`. At least 8 visible ASCII characters. */
  readonly secret: string;
}

const roles: readonly unknown[] = ["client", "worker", "admin"];
const tokenName = /^[A-Za-z0-9._-]{1,64}$/;
// What an Authorization header can carry in one piece.
const visibleAscii = /^[\x21-\x7e]*$/;
const minSecretLength = 8;

const schema = z.array(z.custom<AuthToken>()).check((context) => {
  for (const { index, message } of findTokenProblems(context.value)) {
    // The input is withheld: an issue must not carry a secret.
    context.issues.push({ code: "custom", message, input: undefined, path: [index] });
  }
});

const expected = "a list of name:role:secret entries, with role client, worker or admin";

const kind = kindOf<readonly AuthToken[]>({
  schema,
  expected,
  example: "ci:client:CHANGE-ME-1,runner:worker:CHANGE-ME-2",
  json: () => ({
    type: "array",
    items: {
      anyOf: [
        { type: "string" },
        {
          type: "object",
          properties: { name: { type: "string" }, role: { enum: roles }, secret: { type: "string" } },
          required: ["name", "role", "secret"],
          additionalProperties: false,
        },
      ],
    },
  }),
  read: (text) => splitList(text).map(readToken),
  readEntry: readToken,
  write: (tokens) => tokens.map(({ name, role, secret }) => `${name}:${role}:${secret}`).join(","),
  tell: (value, issues) => (Array.isArray(value) ? issues.map(({ message }) => message) : [expected]),
  redact: (tokens) => tokens.map((token) => ({ ...token, secret: "***" })),
});

/** `name:role:secret`, comma-separated; a secret may hold colons, and in code also commas. */
export function authTokens(options: FieldOptions<readonly AuthToken[]>): Field<readonly AuthToken[]> {
  return makeField(kind, { ...options, secret: true }, {});
}

function readToken(entry: string): unknown {
  const [name, role, ...secret] = entry.split(":");
  // With a part missing nobody can tell which one is the secret, so none is taken for the name.
  return secret.length === 0 ? undefined : { name, role, secret: secret.join(":") };
}

/** All problems of a token list. They tell position and name, never a role or a secret that was given. */
export function findTokenProblems(
  tokens: readonly unknown[],
): readonly { readonly index: number; readonly message: string }[] {
  const names = new Map<string, number>();
  const secrets = new Map<string, number>();
  // Not tokens.flatMap, which skips the holes of a sparse array.
  return Array.from(tokens, (token, index) => {
    const at = `entry ${index + 1}`;
    if (!isRecord(token)) return [{ index, message: `${at} to have the form name:role:secret` }];
    return judge(token, at, index, names, secrets).map((message) => ({ index, message }));
  }).flat();
}

function judge(
  { name, role, secret, ...rest }: Readonly<Record<string, unknown>>,
  at: string,
  index: number,
  names: Map<string, number>,
  secrets: Map<string, number>,
): string[] {
  const problems: string[] = [];
  let label = at;
  if (typeof name === "string" && tokenName.test(name)) {
    label = `${at} ("${name}")`;
    const first = names.get(name) ?? index;
    names.set(name, first);
    if (first !== index) problems.push(`${label} to have a name of its own: entry ${first + 1} has it`);
  } else {
    problems.push(`${at} to have a name of 1 to 64 letters, digits, dots, dashes or underscores`);
  }
  if (!roles.includes(role)) problems.push(`${label} to have the role client, worker or admin`);
  if (typeof secret !== "string" || secret.length < minSecretLength) {
    problems.push(`${label} to have a secret of at least ${minSecretLength} characters`);
  } else if (!visibleAscii.test(secret)) {
    problems.push(`${label} to have a secret of visible ASCII characters`);
  } else {
    const first = secrets.get(secret) ?? index;
    secrets.set(secret, first);
    if (first !== index) problems.push(`${label} to have a secret of its own: entry ${first + 1} has it`);
  }
  if (Object.keys(rest).length > 0) problems.push(`${label} to have only name, role and secret`);
  return problems;
}
