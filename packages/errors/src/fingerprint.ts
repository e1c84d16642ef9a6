import { hash } from "node:crypto";

/** Changes whenever the same error would get another fingerprint than before. */
const VERSION = "v2";

/** Characters kept of a fingerprint that was asked for. */
export const MAX_FINGERPRINT = 200;

export interface Grouped {
  readonly name: string;
  /** The message after redaction, with its values replaced. */
  readonly normalised: string;
  readonly code?: string | undefined;
  /** The nearest frames in the program's own code, as `inAppFrames` gives them. */
  readonly inApp?: readonly string[] | undefined;
  /** A fingerprint that was asked for: it is the answer. */
  readonly explicit?: string | undefined;
}

/**
 * What an error is grouped by, the first there is: the fingerprint it was given; where in the program's own
 * code it came from; its message with the values replaced. Type and code count with the last two.
 * "v2:" and 16 hex digits of SHA-256.
 */
export function fingerprintOf({ name, normalised, code = "", inApp = [], explicit }: Grouped): string {
  if (explicit !== undefined && explicit !== "") return explicit;
  const where = inApp.length > 0 ? ["stack", ...inApp] : ["message", normalised];
  return `${VERSION}:${hash("sha256", [name, code, ...where].join("\n")).slice(0, 16)}`;
}
