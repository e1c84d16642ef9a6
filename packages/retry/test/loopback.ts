import { createServer, type IncomingMessage, type Server } from "node:http";
import { once } from "node:events";

export interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** "reset" closes the connection without an answer. */
export type Step = Reply | "reset" | "hang";

export interface Loopback extends AsyncDisposable {
  readonly url: string;
  /** One entry per request that arrived. */
  readonly requests: { readonly method: string; readonly body: string }[];
  readonly server: Server;
}

/** A server on the loopback interface that answers with these steps in turn, the last one for ever. */
export async function loopback(...steps: readonly Step[]): Promise<Loopback> {
  const requests: { method: string; body: string }[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const step = steps[Math.min(requests.length, steps.length - 1)];
      requests.push({ method: request.method ?? "", body });
      if (step === "reset" || step === undefined) request.socket.destroy();
      else if (step !== "hang") response.writeHead(step.status, step.headers).end(step.body ?? "");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    server,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  return body;
}
