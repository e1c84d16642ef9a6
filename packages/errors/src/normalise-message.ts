const MAX_TEXT = 1_024;

// One pass over the text, first match wins, so nothing that was put in is replaced again. Every repetition
// is bounded or anchored: the time stays linear in the text.
const VALUES: readonly (readonly [name: string, pattern: string])[] = [
  ["quoted", String.raw`"[^"\n]{0,200}"|(?<!\w)'[^'\n]{0,200}'(?!\w)|${"`"}[^${"`"}\n]{0,200}${"`"}`],
  ["url", String.raw`\b[a-z][a-z0-9+.-]{1,20}:\/\/(?:\[redacted\]|[^\s"'<>)\]])+`],
  ["email", String.raw`(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}`],
  ["uuid", String.raw`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`],
  [
    "date",
    String.raw`\b\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?z\b|[+-]\d\d:?\d\d)?)?|\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\b`,
  ],
  [
    "ip",
    String.raw`(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.]*\d)|(?<![\w:])\[?(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:\]:\d{1,5}|\])?(?![\w:])`,
  ],
  ["host", String.raw`(?<![\w.-])(?:localhost|[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}):\d{1,5}\b`],
  ["host", String.raw`(?<=\b(?:ENOTFOUND|EAI_AGAIN) )[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}`],
  [
    "path",
    String.raw`(?<![\w<>/.~])(?:~|\.{1,2})?(?:\/[\w.@%+~-]{1,255}){1,32}\/?|\b[a-z]:\\[^\s"'<>|]{1,255}`,
  ],
  [
    "duration",
    String.raw`(?<![\w.])\d+(?:\.\d+)? ?(?:ns|µs|us|ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\b`,
  ],
  ["hex", String.raw`\b0x[0-9a-f]+\b|\b(?=[a-f]{0,63}\d)(?=\d{0,63}[a-f])[0-9a-f]{6,}\b`],
  ["id", String.raw`(?<![A-Za-z0-9])(?=[a-z]{0,63}\d)(?=\d{0,63}[a-z])[a-z0-9]{16,}(?![A-Za-z0-9])`],
  ["number", String.raw`(?<![a-z0-9])\d+(?:[.,]\d+)*(?![a-z0-9])`],
];

const VALUE = new RegExp(VALUES.map(([, pattern]) => `(${pattern})`).join("|"), "gi");

/** The message with its values replaced by their sort, such as "job <number> failed at <url>". */
export function normaliseMessage(message: string): string {
  const text = message.slice(0, MAX_TEXT).replace(VALUE, (_match: string, ...groups: unknown[]) => {
    const which = VALUES.findIndex((_value, i) => groups[i] !== undefined);
    return `<${VALUES[which]?.[0] ?? "value"}>`;
  });
  return text.replace(/\s+/g, " ").trim();
}
