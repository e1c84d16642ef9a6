import fastify from "fastify";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { dashboardRoutes } from "../../src/http/dashboard.ts";

const PAGE = "<!doctype html><title>Pigeon</title>";
const SCRIPT = "console.log('a script')";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "pigeon-dashboard-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  mkdirSync(join(path, "assets"));
  writeFileSync(join(path, "index.html"), PAGE);
  writeFileSync(join(path, "icon.svg"), "<svg/>");
  writeFileSync(join(path, "licenses.md"), "not to be served");
  for (const name of ["index.html", "assets/app-1a2b.js"]) {
    const text = name.endsWith(".js") ? SCRIPT : PAGE;
    writeFileSync(join(path, name), text);
    writeFileSync(join(path, `${name}.gz`), gzipSync(text));
    writeFileSync(join(path, `${name}.br`), brotliCompressSync(text));
  }
  return path;
}

function served(find: () => string | undefined) {
  const server = fastify();
  dashboardRoutes(server, find);
  onTestFinished(() => server.close());
  return (url: string, headers: Record<string, string> = {}) => server.inject({ url, headers });
}

test("the page is asked for anew each time, its hashed files never again", async () => {
  const path = folder();
  const get = served(() => path);
  const page = await get("/");
  expect([page.statusCode, page.body, page.headers["cache-control"]]).toEqual([200, PAGE, "no-cache"]);
  expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
  const script = await get("/assets/app-1a2b.js");
  expect([script.statusCode, script.body]).toEqual([200, SCRIPT]);
  expect(script.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(script.headers["content-type"]).toBe("text/javascript; charset=utf-8");
  expect((await get("/icon.svg")).headers["content-type"]).toBe("image/svg+xml");
  const again = await get("/", { "if-none-match": String(page.headers["etag"]) });
  expect([again.statusCode, again.body]).toEqual([304, ""]);
});

test.each([
  ["br, gzip", "br"],
  ["gzip, deflate", "gzip"],
  ["gzip, br;q=0", "gzip"],
  ["identity", undefined],
])("to a reader that takes %s it is sent as %s", async (accepted, encoding) => {
  const path = folder();
  const { headers, rawPayload } = await served(() => path)("/assets/app-1a2b.js", {
    "accept-encoding": accepted,
  });
  expect([headers["content-encoding"], headers["vary"]]).toEqual([encoding, "accept-encoding"]);
  const plain = { br: brotliCompressSync(SCRIPT), gzip: gzipSync(SCRIPT) } as const;
  expect(rawPayload).toEqual(encoding === undefined ? Buffer.from(SCRIPT) : plain[encoding as "br" | "gzip"]);
});

test("nothing runs and nothing is loaded but the dashboard's own files", async () => {
  const path = folder();
  const get = served(() => path);
  for (const url of ["/", "/assets/app-1a2b.js", "/icon.svg"]) {
    const { headers } = await get(url);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toMatch(/default-src 'none'.*script-src 'self'.*style-src 'self'/);
    expect(policy).not.toContain("unsafe");
    expect(policy).not.toContain("http");
    expect(headers["x-content-type-options"]).toBe("nosniff");
  }
});

test("only the files of the dashboard are served", async () => {
  const path = folder();
  const get = served(() => path);
  for (const url of [
    "/assets/none.js",
    "/assets/../licenses.md",
    "/assets/..%2Flicenses.md",
    "/assets/..%2f..%2f..%2fetc%2fpasswd",
    "/assets/app-1a2b.js.gz",
    "/licenses.md",
  ])
    expect((await get(url)).statusCode, url).toBe(404);
});

test("a hub whose dashboard is not built says how to build it, and serves it once it is there", async () => {
  let built: string | undefined;
  const get = served(() => built);
  const page = await get("/");
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain("pnpm@12 --filter @pigeon/dashboard build");
  expect((await get("/icon.svg")).statusCode).toBe(404);
  built = folder();
  expect((await get("/")).body).toBe(PAGE);
});
