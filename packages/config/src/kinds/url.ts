import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { kindOf } from "./kind.ts";

/** What a field of addresses can be given. */
export interface UrlOptions extends FieldOptions<string> {
  /** The schemes that are good, without colon. Default: `["https", "http"]`. */
  readonly protocols?: readonly string[];
}

/** An absolute URL, kept as it was written. Its user, password and query are never shown. */
export function url(options: UrlOptions = {}): Field<string> {
  const { protocols = ["https", "http"] } = options;
  const kind = kindOf<string>({
    expected: `a URL that starts with ${protocols.map((each) => `${each}://`).join(" or ")}`,
    example: `${protocols[0] ?? "https"}://example.com/`,
    schema: z.string().check(z.refine((text) => isUrl(text, protocols))),
    json: () => ({ type: "string", format: "uri" }),
    read: (text) => text,
    write: String,
    mask: maskUrl,
    redact: maskUrl,
  });
  return makeField(kind, options, { protocols: true });
}

function isUrl(text: string, protocols: readonly string[]): boolean {
  // A URL parser quietly drops tabs and line breaks, and takes http:/x and http:x for http://x.
  if (/[\p{Cc}\s]/u.test(text) || !URL.canParse(text)) return false;
  return protocols.some((each) => text.toLowerCase().startsWith(`${each}://`));
}

/** The text without user, password, query and fragment. Of what is no URL with a host nothing is shown. */
export function maskUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || url.host === "") return "***";
  if (url.username !== "" || url.password !== "") [url.username, url.password] = ["***", ""];
  if (url.search !== "") url.search = "***";
  if (url.hash !== "") url.hash = "***";
  return url.href;
}
