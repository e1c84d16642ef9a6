/** The entries of a comma-separated list, trimmed. One trailing comma is forgiven; any other empty entry is kept. */
export function splitList(text: string): string[] {
  const entries = text.split(",").map((entry) => entry.trim());
  if (entries.at(-1) === "") entries.pop();
  return entries;
}
