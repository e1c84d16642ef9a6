import { createWriteStream, readFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { PigeonConfig } from "@pigeon/config";
import { Agent, request } from "undici";
import { StoreError } from "../store/port.ts";
import { UsageError, type TlsFiles } from "./arguments.ts";

/** How a running hub is asked. */
export interface HubCall {
  readonly config: PigeonConfig;
  /** The running hub's address, when it is not what the configuration says. */
  readonly hubUrl: string | undefined;
  readonly token: string | undefined;
  readonly tlsFiles: TlsFiles;
}

/**
 * Asks a running hub for a copy of its store.
 *
 * @throws {StoreError} when it gives none, {UsageError} when the files of TLS cannot be read.
 */
export async function download({ config, hubUrl, token, tlsFiles }: HubCall, to: string): Promise<void> {
  const url = new URL("/v1/admin/backup", hubUrl ?? addressOf(config));
  const secret = token ?? config.hub.authTokens.find(({ role }) => role === "admin")?.secret;
  const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  const dispatcher = new Agent({ connect: readTexts(tlsFiles) });
  try {
    const { statusCode, body } = await request(url, { method: "POST", headers, dispatcher });
    if (statusCode !== 200)
      throw new Error(`it answered ${statusCode}: ${(await body.text()).slice(0, 500)}`);
    await pipeline(body, createWriteStream(to, { flags: "wx", mode: 0o600 }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      "unavailable",
      `the hub at ${url.origin} gave no backup (${reason}); see that PIGEON_HUB_URL, or PIGEON_HUB_HOST and PIGEON_HUB_PORT, is where it listens, PIGEON_TOKEN is an admin's token, and --ca names the authority of an https hub's certificate`,
      { cause: error },
    );
  } finally {
    await dispatcher.destroy();
  }
}

function readTexts(files: TlsFiles): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, file]: [string, string]) => {
      try {
        return [name, readFileSync(file, "utf8")];
      } catch (error) {
        const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
        throw new UsageError(`--${name}: the file ${file} cannot be read (${reason})`);
      }
    }),
  );
}

function addressOf({ hub }: PigeonConfig): string {
  // What listens everywhere is reached here.
  const host = hub.host === "0.0.0.0" || hub.host === "::" ? "127.0.0.1" : hub.host;
  const scheme = hub.tlsCertFile === "" ? "http" : "https";
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${hub.port}`;
}
