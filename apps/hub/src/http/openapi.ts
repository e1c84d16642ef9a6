import { openApiDocument } from "@pigeon/protocol";
import type { FastifyInstance } from "fastify";
import { version } from "../version.ts";
import { docsPage } from "./docs-page.ts";

/** The contract itself, for programs and for people. It is public, as the source is. */
export function openApiRoutes(server: FastifyInstance): void {
  const document = openApiDocument({ version });
  const json = JSON.stringify(document);
  const page = docsPage(document);

  server.get("/openapi.json", async (_request, reply) => reply.type("application/json").send(json));

  server.get("/docs", async (_request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      // Nothing is loaded and nothing runs: the page is text and its own style.
      .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
      .send(page),
  );
}
