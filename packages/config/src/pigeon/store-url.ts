import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { kindOf } from "../kinds/kind.ts";

/** Where jobs are kept: `sqlite:PATH`, `postgres://…`, `postgresql://…` or `memory:`. */
export function storeUrl(options: FieldOptions<string>): Field<string> {
  const kind = kindOf<string>({
    expected: "sqlite:PATH, postgres://… or postgresql://… (its password percent-encoded), or memory:",
    example: "postgres://pigeon:PASSWORD@db.internal:5432/pigeon",
    schema: z.string().check(z.refine(isStoreUrl)),
    read: (text) => text,
    write: String,
    mask: maskStoreUrl,
    redact: maskStoreUrl,
  });
  return makeField(kind, options, {});
}

const postgres = /^postgres(ql)?:\/\/./;
/** All before the hosts, which may be several; the hosts; all after them. */
const authority = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/s;
const knownSchemes =
  /^(sqlite:|memory:|(postgres|postgresql|mysql|mariadb|mongodb|redis|rediss|https?|file):\/\/)/;

export function isStoreUrl(text: string): boolean {
  // Control characters, of which a URL parser quietly drops some, are in nobody's path or address.
  if (/\p{Cc}/u.test(text)) return false;
  if (text === "memory:") return true;
  // sqlite://pigeon.db would be a file in the root directory.
  if (text.startsWith("sqlite:")) return text.length > "sqlite:".length && !/^sqlite:\/\/(?!\/)/.test(text);
  if (!postgres.test(text)) return false;
  const urls = withEachHost(text);
  if (!urls.every((url) => URL.canParse(url))) return false;
  // A "/", "?", "#" or "@" of a password that was not percent-encoded ends up behind the host.
  const { hash, pathname, search } = new URL(urls[0] ?? text);
  return hash === "" && !`${pathname}${search}`.includes("@");
}

/** `postgres://user@one,two/name` as a URL for each of its hosts: a URL can have only one. */
function withEachHost(text: string): string[] {
  const [, before = "", hosts = "", after = ""] = authority.exec(text) ?? [];
  // Without a user it could be a user with a password, and nothing else.
  if (!before.endsWith("@")) return [text];
  return hosts.split(",").map((host) => before + host + after);
}

/**
 * The text without the password before the host and without the query, which may hold others. Of a text
 * that is no store URL only the scheme is shown, since nobody can tell where the secret stands in it.
 */
export function maskStoreUrl(text: string): string {
  if (!isStoreUrl(text)) return `${knownSchemes.exec(text)?.[0] ?? ""}***`;
  if (!postgres.test(text)) return text;
  const [, , hosts = ""] = authority.exec(text) ?? [];
  const url = new URL(withEachHost(text)[0] ?? text);
  if (url.password !== "") url.password = "***";
  if (url.search !== "") url.search = "***";
  return hosts.includes(",") ? url.href.replace(url.host, hosts) : url.href;
}
