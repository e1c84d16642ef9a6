import { fingerprintOf, normaliseMessage } from "./fingerprint.ts";
import { createRedactor } from "./redact.ts";
import { readThrown } from "./thrown.ts";

const redactor = createRedactor();

/** The fingerprint that a tracker with default redaction gives this error. Takes anything; never throws. */
export function errorFingerprint(error: unknown): string {
  const { name, message } = readThrown(error);
  return fingerprintOf(redactor.text(name, 128), normaliseMessage(redactor.text(message, 1_024)));
}
