import { openApiDocument } from "@pigeon/protocol";
import type { FastifyInstance } from "fastify";
import { version } from "../version.ts";
import { docsPage } from "./docs-page.ts";

/** The contract itself, for programs and for people. It is public, as the source is. */
export function openApiRoutes(server: FastifyInstance): void {
  // Made when somebody asks: most hubs never are, and it costs 20 ms and some MB of a start.
  const json = once(() => JSON.stringify(openApiDocument({ version })));
  const page = once(() => docsPage(openApiDocument({ version })));

  server.get("/openapi.json", async (_request, reply) => reply.type("application/json").send(json()));

  server.get("/docs", async (_request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      // Nothing is loaded and nothing runs: the page is text and its own style.
      .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
      .send(page()),
  );
}

function once(make: () => string): () => string {
  let made: string | undefined;
  return () => (made ??= make());
}
