import { SECRET_WORDS, secretKeyTest, wordPattern } from "./secret-keys.ts";

/** What is hidden beyond the defaults. */
export interface RedactOptions {
  /** Further words that mark a key as secret, such as "tenant-key"; case and separators do not matter. */
  keys?: readonly string[];
  /** Literal secrets that must never appear, such as the tokens in use; at least 4 characters each. */
  values?: readonly string[];
  /** Further patterns whose every match is hidden. Run on untrusted text: keep them linear. */
  patterns?: readonly RegExp[];
}

export const REDACTED = "[redacted]";
/** Shorter strings are no secrets worth searching for, and hiding them would shred the text. */
export const MIN_SECRET_LENGTH = 4;

export interface Redactor {
  isSecretKey(key: string): boolean;
  /** Hides secrets and shortens to `max` characters. `known` are literal secrets seen beside the text. */
  text(value: string, max: number, known?: readonly string[]): string;
}

type Replacement = readonly [pattern: RegExp, by: string];

// Forms that are secret wherever they stand. A quantifier never meets its own characters behind itself.
const TOKEN_FORMS: readonly Replacement[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g, REDACTED],
  // To the last @ of the word, since a password may hold some too.
  [/(:\/\/)(?:[^\s/?#]{1,512}|[^\s/?#@:]{0,128}:(?!\d{1,5}[/?#])\S{1,512})@/g, `$1${REDACTED}@`],
  [/\b(Bearer|Basic|Digest|Negotiate)\s{1,3}(?!realm\b)[A-Za-z0-9._~+/=-]{4,}/gi, `$1 ${REDACTED}`],
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, REDACTED],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, REDACTED],
  [
    /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|xapp-|sk-|[rs]k_(?:live|test)_|npm_|whsec_)[\w-]{10,}/g,
    REDACTED,
  ],
  [/(hooks\.slack\.com\/(?:services|workflows)\/)[\w/-]+/gi, `$1${REDACTED}`],
];
// What a text holds that matches one of them, in any case: most texts are ruled out by one search.
const TOKEN_MARKS =
  "-----BEGIN|@|(?:bearer|basic|digest|negotiate)\\s|eyJ|AKIA|ASIA|gh[pousr]_|b_pat_|glpat-|xox[a-z]-|xapp-|sk-|k_live_|k_test_|npm_|whsec_|slack";

// Harmless words elsewhere, but not in a query.
const QUERY_KEYS = "key|sig|code|auth|jwt|otp|pin";

export function createRedactor(options: RedactOptions | false = {}): Redactor {
  if (options === false) return { isSecretKey: () => false, text: (value, max) => shorten(value, max) };
  const words = [...SECRET_WORDS, ...(options.keys ?? [])];
  const pattern = wordPattern(words);
  const byKey = keyForms(pattern);
  const keyMarks = `${pattern}|pass|pwd|[?&](?:${QUERY_KEYS})=`;
  const mentionsKey = new RegExp(keyMarks, "i");
  const suspicious = new RegExp(`${keyMarks}|${TOKEN_MARKS}`, "i");
  const further = (options.patterns ?? []).map((pattern): Replacement => [everyMatch(pattern), REDACTED]);
  const literals = (options.values ?? []).flatMap(spellings);
  return {
    isSecretKey: secretKeyTest(words),
    text(value, max, known = []) {
      let text = searched(value, max * 4);
      for (const literal of literals) text = text.replaceAll(literal, REDACTED);
      for (const literal of known.flatMap(spellings)) text = text.replaceAll(literal, REDACTED);
      if (suspicious.test(text)) {
        text = replaceAll(text, TOKEN_FORMS);
        if (mentionsKey.test(text)) text = replaceAll(text, byKey);
      }
      text = replaceAll(text, further);
      return shorten(text, max);
    },
  };
}

function replaceAll(text: string, replacements: readonly Replacement[]): string {
  return replacements.reduce((result, [pattern, by]) => result.replace(pattern, by), text);
}

// `word=value`, `"word": "value"`, `--word value`, `word "value"` and headers that fill their line.
function keyForms(words: string): Replacement[] {
  const key = String.raw`(?:${words}|\bpwd|\bpass)[\w.-]{0,20}`;
  const quoted = String.raw`\\?"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|\\?'(?:[^'\\]|\\[\s\S])*(?:'|\\?$)`;
  const separator = String.raw`[\\"'\]]{0,3}\s{0,3}(?:[:=]>?|%3[ad])\s{0,3}`;
  return [
    [header("(?:set-)?cookie", quoted, String.raw`\r\n"'`), `$1${REDACTED}`],
    [header("(?:proxy-)?authorization", quoted, String.raw`\r\n"',`), `$1${REDACTED}`],
    [
      new RegExp(
        `(${key}${separator})(?!\\[redacted\\])(?:${quoted}|(?:\\[redacted\\]|[^\\s;&"'})\\]])+)`,
        "gi",
      ),
      `$1${REDACTED}`,
    ],
    [new RegExp(`(${key}\\s{1,3}(?:is\\s)?)(?:"[^"\\n]{4,}"|'[^'\\n]{4,}')`, "gi"), `$1${REDACTED}`],
    [new RegExp(`(--[\\w-]{0,20}?${key}\\s{1,3})(?!-)[^\\s"']+`, "gi"), `$1${REDACTED}`],
    [new RegExp(`([?&](?:${QUERY_KEYS})=)[^\\s&#"']+`, "gi"), `$1${REDACTED}`],
  ];
}

// A header's value goes on behind quotes that it begins with.
function header(name: string, quoted: string, end: string): RegExp {
  return new RegExp(String.raw`(\b${name}:\s{0,3})(?:(?:${quoted})[^${end}]*|[^${end}]+)`, "gi");
}

// More is searched than kept, and a cut falls between words: half a secret would not be known for one.
function searched(value: string, max: number): string {
  if (value.length <= max) return value;
  const space = value.lastIndexOf(" ", max);
  return value.slice(0, space > 0 ? space : max);
}

// A secret may have gone through a URL or through JSON before it got into a message.
function spellings(secret: string): string[] {
  return [
    ...new Set([secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1)]),
  ];
}

function everyMatch(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, "")}g`);
}

function shorten(text: string, max: number): string {
  return own(text.length <= max ? text : `${text.slice(0, max - 3)}...`);
}

/** A copy: a part of a long text would keep all of it in memory. */
export function own(text: string): string {
  // The engine copies no parts below 13 characters, and joins two texts by copying once they are read.
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
