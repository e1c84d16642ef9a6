/** Words that mark a key as secret wherever they occur in it, with "-" between their parts. */
export const SECRET_WORDS: readonly string[] = [
  "password",
  "passwd",
  "passphrase",
  "secret",
  "token",
  "api-key",
  "access-key",
  "private-key",
  "authorization",
  "cookie",
  "credential",
  "signature",
  "session-id",
  "routing-key",
  "webhook-url",
];

// Too short to be searched for inside other words.
const SECRET_NAMES: readonly string[] = [
  "pass",
  "pwd",
  "pw",
  "auth",
  "jwt",
  "otp",
  "pin",
  "cvv",
  "ssn",
  "sig",
];

/** Tells which keys of a context hold a secret; separators and case of a key do not matter. */
export function secretKeyTest(words: readonly string[]): (key: string) => boolean {
  const squeezed = words.map(squeeze).filter((word) => word !== "");
  return (key) => {
    const candidate = squeeze(key);
    return SECRET_NAMES.includes(candidate) || squeezed.some((word) => candidate.includes(word));
  };
}

/** A pattern source that finds the words in text: "api-key" also as apiKey, api_key and "api key". */
export function wordPattern(words: readonly string[]): string {
  return words
    .map((word) =>
      word
        .replace(/([a-z])([A-Z])/g, "$1-$2")
        .split(/[-_.\s]+/)
        .filter((part) => part !== "")
        .map((part) => part.replace(/[^A-Za-z0-9]/g, String.raw`\$&`))
        .join("[-_. ]?"),
    )
    .filter((pattern) => pattern !== "")
    .join("|");
}

function squeeze(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, "");
}
