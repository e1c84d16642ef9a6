import { expect, test } from "vitest";
import { testHub } from "../hub-fixture.ts";

/** What anyone may read: whether the hub lives, and what its API is. And where tokens are given out, for a proof. */
const OPEN = new Set(["/healthz", "/readyz", "/openapi.json", "/docs", "/v1/join"]);
const METHODS = ["get", "post", "put", "patch", "delete"];

interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

test("every address of the API but the open ones asks for a token, before it looks at anything else", async () => {
  const authTokens = [{ name: "ops", role: "admin", secret: "secret-of-ops" }] as const;
  const hub = await testHub({ hub: { authTokens } });
  const { paths } = (await hub.call<Api>("GET", "/openapi.json")).body;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => [method.toUpperCase(), path] as const),
  );
  expect(operations.length).toBeGreaterThan(25);
  const open = new Set<string>();
  for (const [method, path] of operations) {
    const address = path.replaceAll(/\{\w+\}/g, "x");
    for (const secret of [undefined, "secret-of-nobody"]) {
      const headers: Record<string, string> =
        secret === undefined ? {} : { authorization: `Bearer ${secret}` };
      // What is wrong with the body or the query is told to nobody who may not know.
      const body = method === "POST" ? '{"colour":1}' : null;
      const type: Record<string, string> = body === null ? {} : { "content-type": "application/json" };
      const { status } = await fetch(`${hub.url}${address}?colour=red`, {
        method,
        headers: { ...headers, ...type },
        body,
      });
      if (status !== 401) open.add(path);
    }
  }
  expect([...open].filter((path) => !OPEN.has(path))).toEqual([]);
});
