/** What cannot stand in a column of the type `text`, or is needed to escape that. */
// oxlint-disable-next-line no-control-regex
const SPECIAL = /[\\"\u0000-\u001f\ud800-\udfff]/;

/** Free text as a column can hold it: as in JSON, since `text` has no U+0000 and no half of a pair. */
export function escaped(text: string): string {
  return SPECIAL.test(text) ? JSON.stringify(text).slice(1, -1) : text;
}

export function unescaped(text: string): string {
  return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
}
