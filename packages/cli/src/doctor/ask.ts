import { request as plain } from "node:http";
import { request as secure } from "node:https";
import type { TlsOptions } from "@pigeon/client";

export interface Asked {
  readonly status: number;
  readonly text: string;
  /** The Date header, in ms since the epoch. */
  readonly date: number | undefined;
}

const LONGEST_MS = 5000;
const MOST_CHARACTERS = 10_000;

/** One GET without retries, with the header that the client keeps to itself. */
export async function ask(url: URL, tls: TlsOptions | undefined, signal: AbortSignal): Promise<Asked> {
  const options = { signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]), agent: false };
  return new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? secure(url, { ...options, ...tls }) : plain(url, options);
    request.once("error", reject);
    request.once("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text = (text + chunk).slice(0, MOST_CHARACTERS)));
      response.once("error", reject);
      response.once("end", () => {
        const date = Date.parse(response.headers.date ?? "");
        resolve({
          status: response.statusCode ?? 0,
          text,
          date: Number.isNaN(date) ? undefined : date,
        });
      });
    });
    request.end();
  });
}
