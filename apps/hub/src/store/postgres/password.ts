import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import type { Address } from "./address.ts";
import type { Host } from "./hosts.ts";

type Account = Host & Pick<Address, "database" | "user">;

/**
 * The password of an account whose address names none: PGPASSWORD, or the line for it in the file that PGPASSFILE names,
 * by default ~/.pgpass. As libpq has it, also in this: a file that others may read is not used.
 */
export function passwordOf(account: Account): string | undefined {
  return env["PGPASSWORD"] ?? passwordIn(passwordFile(), account);
}

function passwordFile(): string {
  const file = env["PGPASSFILE"] ?? join(homedir(), ".pgpass");
  try {
    const othersMayRead = process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0;
    return othersMayRead ? "" : readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Of the first line `host:port:database:user:password` that fits; `*` fits all, and `\` escapes `:` and `\`. */
export function passwordIn(text: string, { host, port, database, user }: Account): string | undefined {
  const wanted = [host.startsWith("/") ? "localhost" : host, String(port), database, user ?? ""];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#")) continue;
    const fields = (line.match(/(?:\\.|[^:\\])*(?::|$)/g) ?? []).map((field) =>
      field.replace(/:$/, "").replaceAll(/\\(.)/g, "$1"),
    );
    const password = fields[4];
    if (password !== undefined && wanted.every((each, at) => fields[at] === "*" || fields[at] === each))
      return password;
  }
  return undefined;
}
