import { fingerprintOf, MAX_FINGERPRINT } from "./fingerprint.ts";
import { normaliseMessage } from "./normalise-message.ts";
import { createRedactor } from "./redact.ts";
import { splitStack } from "./stack.ts";
import { inAppFrames } from "./stack-frames.ts";
import { readThrown } from "./thrown.ts";

const redactor = createRedactor();

/** The fingerprint that a tracker with default redaction and no rules gives this error. Takes anything; never throws. */
export function errorFingerprint(error: unknown): string {
  const { name, message, code, stack, fingerprint = "" } = readThrown(error);
  return fingerprintOf({
    name: redactor.text(name, 128),
    normalised: normaliseMessage(redactor.text(message, 1_024)),
    code,
    inApp: stack === undefined ? [] : inAppFrames(splitStack(stack, message)[1]),
    explicit: redactor.text(fingerprint, MAX_FINGERPRINT),
  });
}
