import { parseArgs } from "node:util";
import { UsageError } from "./handlers-file.ts";
import type { WorkerOptions } from "./options.ts";

export const HELP = `Runs jobs of a Pigeon hub with your handlers.

Usage: pigeon-worker --handlers ./handlers.js [options]

  --handlers FILE   a module: export default { "job.type": async (job, { signal }) => result }
  --hub URL         the hub's address, or those of several with commas (or PIGEON_HUB_URL; default
                    http://127.0.0.1:4040)
  --token TOKEN     the worker's token (better: PIGEON_TOKEN, which other users cannot list)
  --token-file FILE
                    a file with the token, read again when it changes (or PIGEON_TOKEN_FILE)
  --ca FILE         the authority of an https hub's certificate (or PIGEON_CA_FILE)
  --cert FILE, --key FILE
                    the certificate to show to the hub (or PIGEON_CERT_FILE and PIGEON_KEY_FILE)
  --slots N         attempts at once, 1..1000 (default: the number of cores)
  --id ID           the worker's name (default: host, process and a random part)
  --host HOST       where to listen for the hub (default 127.0.0.1)
  --port N          0 takes any free port (default 0)
  --listen-cert FILE, --listen-key FILE
                    the certificate to listen with, for an https endpoint (or PIGEON_LISTEN_CERT_FILE
                    and PIGEON_LISTEN_KEY_FILE)
  --listen-ca FILE  answer only a hub with a certificate of this authority (or PIGEON_LISTEN_CA_FILE)
  --endpoint URL    the address that the hub calls, when it differs from host and port
  --label K=V       shown to operators; may be repeated
  --help, --version
`;

export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | {
      readonly kind: "run";
      readonly handlersFile: string;
      readonly options: Omit<WorkerOptions, "handlers" | "tls" | "tlsServer">;
      /** Stands in for `options.token`. */
      readonly tokenFile: string | undefined;
      /** Of the option `tls`. */
      readonly tlsFiles: TlsFiles;
      /** Of the option `tlsServer`. */
      readonly listenFiles: TlsFiles;
    };

/** Where the texts of a certificate stand. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const OPTIONS = {
  handlers: { type: "string" },
  hub: { type: "string" },
  token: { type: "string" },
  "token-file": { type: "string" },
  ca: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  "listen-ca": { type: "string" },
  "listen-cert": { type: "string" },
  "listen-key": { type: "string" },
  slots: { type: "string" },
  id: { type: "string" },
  host: { type: "string" },
  port: { type: "string" },
  endpoint: { type: "string" },
  label: { type: "string", multiple: true },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

/** Reads the command line and the environment. Throws UsageError. */
export function readArguments(args: readonly string[], env: Environment): Command {
  const { values } = parseOrExplain(args);
  if (values.help === true) return { kind: "help" };
  if (values.version === true) return { kind: "version" };
  if (values.handlers === undefined)
    throw new UsageError("--handlers: expected a file; see pigeon-worker --help");
  const { id, host, endpoint, label = [] } = values;
  // An empty variable is as good as none.
  const hub = values.hub ?? (env["PIGEON_HUB_URL"] || undefined);
  const tokenFile = values["token-file"] ?? (env["PIGEON_TOKEN_FILE"] || undefined);
  if (tokenFile !== undefined && values.token !== undefined)
    throw new UsageError("--token and --token-file: expected one of them, received both");
  const token = values.token ?? (env["PIGEON_TOKEN"] || undefined);
  const given = {
    hub,
    token,
    slots: wholeNumber("--slots", values.slots),
    workerId: id,
    host,
    port: wholeNumber("--port", values.port),
    endpoint,
    labels: label.length === 0 ? undefined : Object.fromEntries(label.map(keyAndValue)),
  };
  const tlsFiles = {
    ca: values.ca ?? (env["PIGEON_CA_FILE"] || undefined),
    cert: values.cert ?? (env["PIGEON_CERT_FILE"] || undefined),
    key: values.key ?? (env["PIGEON_KEY_FILE"] || undefined),
  };
  const listenFiles = {
    ca: values["listen-ca"] ?? (env["PIGEON_LISTEN_CA_FILE"] || undefined),
    cert: values["listen-cert"] ?? (env["PIGEON_LISTEN_CERT_FILE"] || undefined),
    key: values["listen-key"] ?? (env["PIGEON_LISTEN_KEY_FILE"] || undefined),
  };
  return {
    kind: "run",
    handlersFile: values.handlers,
    options: whatIsSet(given),
    tokenFile,
    tlsFiles: whatIsSet(tlsFiles),
    listenFiles: whatIsSet(listenFiles),
  };
}

function whatIsSet(values: Readonly<Record<string, unknown>>): Record<string, never> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

function parseOrExplain(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>> {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true });
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)}; see pigeon-worker --help`,
    );
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${name}: expected a whole number, received "${text}"`);
  return Number(text);
}

function keyAndValue(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`--label: expected key=value, received "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}
