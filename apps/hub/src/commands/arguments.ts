import { parseArgs } from "node:util";

export const HELP = `Pigeon's hub: stores jobs durably, hands them to workers, and reassigns those of failed workers.

Usage: pigeon-hub                 run a hub until SIGINT or SIGTERM
       pigeon-hub backup FILE     write a consistent, checked copy of the store; the hub may be running
       pigeon-hub check [FILE]    read every page of the store, or of a backup, and say whether it is sound

  --explain-config  print each value of the configuration with its source, secrets masked, and end
  --ca FILE         for backup: the authority of an https hub's certificate (or PIGEON_CA_FILE)
  --cert FILE, --key FILE
                    for backup: the certificate to show to the hub (or PIGEON_CERT_FILE and PIGEON_KEY_FILE)
  --help, --version

Environment (all variables: the README of @pigeon/config):
  PIGEON_CONFIG_FILE  JSON, YAML or TOML (default pigeon.config.* here, if there is one); .env is read too
  PIGEON_STORE_URL    sqlite:PATH (default sqlite:./pigeon.db)
  PIGEON_HUB_HOST, PIGEON_HUB_PORT
                      where it listens (default 127.0.0.1 and 4040)
  PIGEON_HUB_URL      for backup: the running hub's address, when it differs from those two
  PIGEON_TOKEN        for backup: an admin's token, when PIGEON_AUTH_TOKENS has none

Exit codes: 0 done, 1 failed or damaged, 2 called wrongly.
`;

export type Command =
  | { readonly kind: "run" | "help" | "version" | "explain-config" }
  | { readonly kind: "backup"; readonly to: string; readonly tlsFiles: TlsFiles }
  | { readonly kind: "check"; readonly file: string | undefined };

/** What a command calls an https hub with. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const TLS_FILES = { ca: "PIGEON_CA_FILE", cert: "PIGEON_CERT_FILE", key: "PIGEON_KEY_FILE" } as const;

/** The command line is not understood; the message says what was. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** @throws {UsageError} for anything that the help does not list. */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Command {
  const { values, positionals } = parseOrExplain(args);
  if (values.help === true) return { kind: "help" };
  if (values.version === true) return { kind: "version" };
  const [name, file, ...more] = positionals;
  const explains = values["explain-config"] === true;
  if (explains && name !== undefined) throw usage(`--explain-config goes without ${name}`);
  if (more[0] !== undefined) throw unexpected(more[0]);
  const files = Object.entries(TLS_FILES) as [keyof TlsFiles, string][];
  for (const [option] of files)
    if (values[option] !== undefined && name !== "backup") throw usage(`--${option} is for backup only`);
  switch (name) {
    case undefined:
      return { kind: explains ? "explain-config" : "run" };
    case "backup":
      if (file === undefined || file === "") throw usage("backup: expected the FILE to write");
      // An empty variable is as good as none.
      return {
        kind: "backup",
        to: file,
        tlsFiles: Object.fromEntries(
          files
            .map(([option, variable]) => [option, values[option] ?? env[variable]] as const)
            .filter(([, path]) => path !== undefined && path !== ""),
        ),
      };
    case "check":
      return { kind: "check", file };
    default:
      throw unexpected(name);
  }
}

function parseOrExplain(args: readonly string[]) {
  try {
    return parseArgs({
      // `pnpm hub -- --option` hands the dashes on.
      args: args.slice(args[0] === "--" ? 1 : 0),
      options: {
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
        "explain-config": { type: "boolean" },
        ca: { type: "string" },
        cert: { type: "string" },
        key: { type: "string" },
      },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

function unexpected(argument: string): UsageError {
  return usage(`unexpected argument ${JSON.stringify(argument.slice(0, 200))}`);
}

function usage(problem: string): UsageError {
  return new UsageError(`${problem}; see pigeon-hub --help`);
}
