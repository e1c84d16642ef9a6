import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** How the server answers one request: a status with headers and text, a reset, or never. */
export type Answer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly text?: string }
  | "reset"
  | "hang";

export interface Service {
  readonly url: string;
  readonly received: Received[];
  /** Resolves when so many requests have come in. */
  readonly requests: (count: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A local service that answers as the script says, then with the last answer of it. */
export async function serve(...script: readonly Answer[]): Promise<Service> {
  const received: Received[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      received.push({ method, path: url, headers, text: Buffer.concat(chunks).toString() });
      answer(response, script[Math.min(received.length, script.length) - 1] ?? "hang");
      for (const { count, resolve } of waiting) if (received.length >= count) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    requests: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, how: Answer): void {
  if (how === "hang") return;
  if (how === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(how.status, how.headers).end(how.text ?? "");
}
