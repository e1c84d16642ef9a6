import type { Setting } from "@pigeon/protocol";

/** The layer that a value came from, as people say it. */
export function sourceText({
  source,
  profile,
  file,
  line,
}: Pick<Setting, "source" | "profile" | "file" | "line">): string {
  const place = file === undefined ? "" : ` ${file.split("/").at(-1)}${line === undefined ? "" : `:${line}`}`;
  return profile === undefined ? `${source}${place}` : `profile ${profile}${place}`;
}
