import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Client, TlsOptions } from "@pigeon/client";
import type { Globals } from "./context.ts";
import type { Io } from "./io.ts";
import { UsageError, type TokenSource } from "./problems.ts";

export const DEFAULT_HUB = "http://127.0.0.1:4040";

/** An empty variable is as good as none. */
function variable(io: Io, name: string): string | undefined {
  return io.env[name]?.trim() || undefined;
}

export function hubOf(io: Io, globals: Globals): string {
  return globals.hub ?? variable(io, "PIGEON_HUB_URL") ?? DEFAULT_HUB;
}

async function readText(io: Io, file: string, what: string): Promise<string> {
  try {
    return await readFile(resolve(io.cwd, file), "utf8");
  } catch (error) {
    throw new UsageError(`${what}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

export interface Credentials {
  readonly token: string | undefined;
  readonly source: TokenSource;
  readonly tls: TlsOptions | undefined;
}

/** The token comes from a file or the environment: arguments can be read by everyone on the machine. */
export async function credentialsOf(io: Io, globals: Globals): Promise<Credentials> {
  const tokenFile = globals.tokenFile ?? variable(io, "PIGEON_TOKEN_FILE");
  let token = variable(io, "PIGEON_TOKEN");
  let source: TokenSource = token === undefined ? undefined : "PIGEON_TOKEN";
  if (globals.tokenFile !== undefined || (token === undefined && tokenFile !== undefined)) {
    const file = tokenFile ?? "";
    source = file;
    token = (await readText(io, file, "--token-file")).trim();
    if (token === "") throw new UsageError(`--token-file: ${file} is empty; expected a token`);
  }
  const files = {
    ca: globals.ca ?? variable(io, "PIGEON_CA_FILE"),
    cert: globals.cert ?? variable(io, "PIGEON_CERT_FILE"),
    key: globals.key ?? variable(io, "PIGEON_KEY_FILE"),
  };
  const tls: Record<string, string> = {};
  for (const [name, file] of Object.entries(files)) {
    if (file !== undefined) tls[name] = await readText(io, file, `--${name}`);
  }
  return { token, source, tls: Object.keys(tls).length === 0 ? undefined : tls };
}

/** Silence that makes a person wonder. */
const TELL_MS = 5000;

/** Says now and then that the hub does not answer and is asked again; what is over soon needs no word. */
export function stillTrying({ now, stderr }: Io): (event: { readonly error: unknown }) => void {
  let toldAt = now();
  return ({ error }) => {
    if (now() - toldAt < TELL_MS) return;
    toldAt = now();
    // A progress bar may stand in the line.
    const [start, message] = [stderr.isTTY ? "\r\u001B[K" : "", error instanceof Error ? error.message : ""];
    stderr.write(`${start}${message.split("\n", 1)[0]}; trying again\n`);
  };
}

/** A client of the hub that the user means. It gives up sooner than one in a service would. */
export async function connect(io: Io, hub: string, { token, tls }: Credentials): Promise<Client> {
  const { createClient } = await import("@pigeon/client");
  return createClient({
    hub,
    timeoutMs: 10_000,
    retry: { maxRetries: 2, onRetry: stillTrying(io) },
    ...(token === undefined ? {} : { token }),
    ...(tls === undefined ? {} : { tls }),
  });
}
