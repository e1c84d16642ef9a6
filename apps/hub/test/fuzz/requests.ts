import fc from "fast-check";
import { requests as schemas } from "../../../../packages/protocol/test/arbitraries.ts";
import { mutated } from "./mutations.ts";

/** One request by a client that speaks HTTP, whatever it says. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export const ADMIN_SECRET = "fuzz-secret-of-admin";
/** An address of loopback where nothing listens: registered endpoints lead nowhere else. */
export const ENDPOINT = "http://127.9.9.9:9";

type Route = readonly [method: string, path: string, schema?: string | undefined, query?: string];
const ROUTES: readonly Route[] = [
  ["POST", "/v1/jobs", "JobSpec"],
  ["POST", "/v1/jobs/batch", "JobBatch"],
  ["GET", "/v1/jobs", undefined, "JobListQuery"],
  ["GET", "/v1/jobs/{id}", undefined, "WaitQuery"],
  ["POST", "/v1/jobs/{id}/cancel"],
  ["GET", "/v1/dead-letters", undefined, "DeadLetterQuery"],
  ["POST", "/v1/dead-letters/redrive", "RedriveRequest"],
  ["POST", "/v1/dead-letters/{id}/redrive"],
  ["DELETE", "/v1/dead-letters/{id}"],
  ["POST", "/v1/workers", "WorkerRegistration"],
  ["POST", "/v1/workers/{id}/heartbeat", "Heartbeat"],
  ["POST", "/v1/workers/{id}/lease", "LeasePull"],
  ["POST", "/v1/workers/{id}/results", "ResultReport"],
  ["POST", "/v1/workers/{id}/drain"],
  ["DELETE", "/v1/workers/{id}"],
  ["GET", "/v1/workers"],
  ["GET", "/v1/workers/{id}"],
  ["GET", "/v1/status"],
  ["GET", "/v1/breakers"],
  ["POST", "/v1/breakers/{id}/reset"],
  ["POST", "/v1/breakers/{id}/isolate"],
  ["GET", "/v1/alerts"],
  ["POST", "/v1/alerts/acknowledge", "AcknowledgeRequest"],
  ["GET", "/v1/silences"],
  ["POST", "/v1/silences", "SilenceRequest"],
  ["DELETE", "/v1/silences/{id}"],
  ["GET", "/v1/errors", undefined, "ErrorQuery"],
  ["GET", "/v1/errors/summary", undefined, "SummaryQuery"],
  ["GET", "/v1/errors/trends", undefined, "TrendQuery"],
  ["GET", "/v1/errors/correlated/{id}"],
  ["GET", "/v1/events"],
  ["POST", "/v1/admin/backup"],
  ["GET", "/healthz"],
  ["GET", "/readyz"],
  ["GET", "/metrics"],
  ["GET", "/openapi.json"],
  ["GET", "/docs"],
  ["GET", "/"],
];

/** Names that come up again and again, so that requests meet what earlier ones made. */
const id = fc.oneof(
  fc.constantFrom(
    "w1",
    "w2",
    "w3",
    "worker:w1",
    "%2e%2e",
    "..",
    "w1%00",
    "w1/../w2",
    "%ff",
    "__proto__",
    "w1?x",
    "*",
  ),
  fc.string({ unit: "binary", maxLength: 50 }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constant("y".repeat(250)),
);
const method = fc.constantFrom(
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "PROPFIND",
  "QUERY",
);
const schemaOf = (name: string | undefined): fc.Arbitrary<unknown> =>
  (name === undefined ? undefined : schemas[name]) ?? fc.constant(undefined);

const authorization = fc.oneof(
  { weight: 12, arbitrary: fc.constant(`Bearer ${ADMIN_SECRET}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "Bearer",
      "Bearer ",
      "bearer x",
      `Basic ${ADMIN_SECRET}`,
      `Bearer ${ADMIN_SECRET}x`,
      `Bearer ${"x".repeat(9_000)}`,
    ),
  },
);
const contentType = fc.oneof(
  { weight: 12, arbitrary: fc.constant("application/json") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "text/plain",
      "application/json;charset=utf-7",
      "multipart/form-data",
      "/",
      "application/json, text/html",
      "application/problem+json",
    ),
  },
);
const extraHeaders = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Record<string, string>>({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { "x-http-method-override": "DELETE" },
      { traceparent: "00-00000000000000000000000000000000-0000000000000000-00" },
      { "last-event-id": "99999999999999999999" },
      { expect: "100-continue" },
      { range: "bytes=0-1" },
      { accept: "text/html" },
      { "content-encoding": "gzip" },
      { "x-forwarded-for": "1.2.3.4" },
      { cookie: "a=b" },
    ),
  },
);

/** Endpoints of registrations lead where nothing listens; waits end soon. */
function tamed(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  const { endpoint, waitMs } = body as { endpoint?: unknown; waitMs?: unknown };
  return {
    ...body,
    ...(typeof endpoint === "string" ? { endpoint: ENDPOINT } : {}),
    ...(typeof waitMs === "number" ? { waitMs: waitMs % 20 } : {}),
    ...(endpoint !== undefined || "slots" in body ? { workerId: "w1" } : {}),
  };
}

const brokenJson = fc
  .tuple(fc.json(), fc.nat(), fc.string({ unit: "binary", maxLength: 3 }))
  .map(([text, at, by]) => {
    const position = at % (text.length + 1);
    return text.slice(0, position) + by + text.slice(position + 1);
  });

function bodyFor(schema: string | undefined): fc.Arbitrary<string | undefined> {
  if (schema === undefined)
    return fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.json() });
  const valid = schemaOf(schema).map(tamed);
  return fc.oneof(
    { weight: 1, arbitrary: valid.map((value) => JSON.stringify(value)) },
    { weight: 8, arbitrary: mutated(valid).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: brokenJson },
  );
}

function queryFor(schema: string | undefined): fc.Arbitrary<string> {
  if (schema === undefined)
    return fc.oneof(
      { weight: 8, arbitrary: fc.constant("") },
      { weight: 1, arbitrary: fc.webQueryParameters().map((query) => `?${query}`) },
    );
  return fc
    .oneof({ weight: 1, arbitrary: schemaOf(schema) }, { weight: 3, arbitrary: mutated(schemaOf(schema)) })
    .map((value) => {
      const pairs =
        typeof value === "object" && value !== null
          ? Object.entries(value)
          : [["limit", JSON.stringify(value ?? null)]];
      const text = pairs.map(([key, each]) => {
        const text = typeof each === "string" ? each : (JSON.stringify(each) ?? "undefined");
        const short = key === "waitMs" && /^\d+$/.test(text) ? String(Number(text) % 20) : text;
        return `${encodeURIComponent(key.toWellFormed())}=${encodeURIComponent(short.toWellFormed())}`;
      });
      return `?${text.join("&").slice(0, 4_000)}`;
    });
}

/** Any endpoint, with what fits it more or less. */
export const fuzzRequest: fc.Arbitrary<FuzzRequest> = fc
  .constantFrom(...ROUTES)
  .chain(([verb, path, schema, query]) =>
    fc.record({
      method: fc.oneof({ weight: 15, arbitrary: fc.constant(verb) }, { weight: 1, arbitrary: method }),
      id,
      path: fc.oneof(
        { weight: 15, arbitrary: fc.constant(path) },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            `/${path}`,
            `${path}/`,
            `/v1/../${path}`,
            path.toUpperCase(),
            `${path};a=b`,
            path.replace("/v1", "/v1/."),
          ),
        },
      ),
      query: queryFor(query),
      body: bodyFor(schema),
      authorization,
      contentType,
      extraHeaders,
    }),
  )
  .map(({ id, path, query, body, authorization, contentType, extraHeaders, method }) => ({
    method,
    path: path.replace("{id}", id) + query,
    headers: {
      ...(authorization === "" ? {} : { authorization }),
      ...(body === undefined ? {} : { "content-type": contentType }),
      ...extraHeaders,
    },
    body,
  }));
