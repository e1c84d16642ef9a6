import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { dashboardFolder, readDashboard, type DashboardFile } from "../operator/dashboard-files.ts";

/** Nothing comes from anywhere else, and nothing runs that is not a file of the dashboard. */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Pigeon</title></head><body>
<h1>Pigeon is up</h1>
<p>Its dashboard is not built. In the repository, build it with <code>npx --yes pnpm@12 --filter @pigeon/dashboard build</code> and load this page again; the hub need not be started anew.</p>
<p>The API works without it: <a href="docs">docs</a>, <a href="v1/status">status</a>.</p>
</body></html>
`;

/** The operator's page. Anyone may load it, and it shows nothing that the API would not tell the same reader. */
export function dashboardRoutes(
  server: FastifyInstance,
  folder: () => string | undefined = dashboardFolder,
): void {
  let files: ReadonlyMap<string, DashboardFile> | undefined;
  const find = async (path: string): Promise<DashboardFile | undefined> => {
    // Looked for again until it is there: it may be built while the hub runs.
    const built = files === undefined ? folder() : undefined;
    if (built !== undefined) files = await readDashboard(built);
    return files?.get(path);
  };

  server.get("/", async (request, reply) => {
    const page = await find("index.html");
    void reply.headers(HEADERS).header("cache-control", "no-cache");
    return page === undefined
      ? reply.type("text/html; charset=utf-8").send(NOT_BUILT)
      : send(request, reply, page);
  });

  server.get("/icon.svg", async (request, reply) => {
    const icon = await find("icon.svg");
    if (icon === undefined) return reply.callNotFound();
    return send(request, reply.headers(HEADERS).header("cache-control", "no-cache"), icon);
  });

  server.get<{ Params: { "*": string } }>("/assets/*", async (request, reply) => {
    const file = await find(`assets/${request.params["*"]}`);
    if (file === undefined) return reply.callNotFound();
    // Their names change with what is in them.
    return send(
      request,
      reply.headers(HEADERS).header("cache-control", "public, max-age=31536000, immutable"),
      file,
    );
  });
}

function send(request: FastifyRequest, reply: FastifyReply, file: DashboardFile): FastifyReply {
  const tag = `"${createHash("sha256").update(file.plain).digest("base64url").slice(0, 22)}"`;
  void reply.header("vary", "accept-encoding").header("etag", tag);
  if (request.headers["if-none-match"] === tag) return reply.code(304).send();
  const accepted = request.headers["accept-encoding"] ?? "";
  const encoding = (["br", "gzip"] as const).find(
    (each) =>
      file[each] !== undefined && new RegExp(`\\b${each}\\b(?!\\s*;\\s*q=0(?:\\.0*)?(?:,|$))`).test(accepted),
  );
  if (encoding !== undefined) void reply.header("content-encoding", encoding);
  return reply.type(file.type).send(encoding === undefined ? file.plain : file[encoding]);
}
