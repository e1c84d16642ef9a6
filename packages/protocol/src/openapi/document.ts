import { Problem, PROBLEM_TYPE } from "../problem.ts";
import { problemsOf, type Answer, type Endpoint } from "./endpoint.ts";
import { alertEndpoints } from "./alert-endpoints.ts";
import { fleetEndpoints } from "./fleet-endpoints.ts";
import { jobEndpoints } from "./job-endpoints.ts";
import { operationEndpoints } from "./operation-endpoints.ts";
import { componentSchemas, querySchemas, schemaRef, type JsonSchema } from "./schemas.ts";
import { workerEndpoints } from "./worker-endpoints.ts";

/** Every endpoint of the contract. */
export const endpoints: readonly Endpoint[] = [
  ...jobEndpoints,
  ...workerEndpoints,
  ...operationEndpoints,
  ...alertEndpoints,
  ...fleetEndpoints,
];

export interface OpenApiParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}
export interface OpenApiMedia {
  readonly schema?: JsonSchema;
  readonly example?: unknown;
}
export interface OpenApiResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  readonly content?: Readonly<Record<string, OpenApiMedia>>;
}
export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, OpenApiMedia>>;
  };
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
}
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, object>>;
  };
}

/** The contract as an OpenAPI 3.1 document, made from the schemas that check what is sent. */
export function openApiDocument({ version }: { version: string }): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const endpoint of endpoints) (paths[endpoint.path] ??= {})[endpoint.method] = operationOf(endpoint);
  return {
    openapi: "3.1.0",
    info: {
      title: "Pigeon hub",
      version,
      description:
        "Times are ISO 8601 strings, durations whole milliseconds. Errors are problem details (RFC 9457). Unknown fields of requests are refused; answers may gain fields.",
    },
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "Needed when the hub has tokens." },
      },
    },
  };
}

function operationOf(endpoint: Endpoint): OpenApiOperation {
  const { id, tag, summary, description, roles, body, bodyOptional, example } = endpoint;
  const who = roles === "anyone" ? [] : [`Roles: ${[...new Set([...roles, "admin"])].join(", ")}.`];
  const text = [...(description === undefined ? [] : [description]), ...who].join(" ");
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(text === "" ? {} : { description: text }),
    security: roles === "anyone" ? [] : [{ token: [] }],
    parameters: parametersOf(endpoint),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: bodyOptional !== true,
            content: { "application/json": withExample({ schema: schemaRef(body) }, example?.body) },
          },
        }),
    responses: { ...answersOf(endpoint), ...problemResponses(endpoint) },
  };
}

function parametersOf({ path, query, headers = {} }: Endpoint): OpenApiParameter[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return [
    ...inPath.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }) as const),
    ...(query === undefined ? [] : querySchemas(query)).map(
      ([name, schema]) => ({ name, in: "query", required: false, schema }) as const,
    ),
    ...Object.entries(headers).map(
      ([name, description]) =>
        ({ name, in: "header", required: false, description, schema: { type: "string" } }) as const,
    ),
  ];
}

function answersOf({ answers, example }: Endpoint): Record<string, OpenApiResponse> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [status, answerOf(answer, example?.answer)]),
  );
}

function answerOf(
  { description, schema, media = "application/json" }: Answer,
  example: unknown,
): OpenApiResponse {
  if (schema === undefined && media === "application/json") return { description };
  const body = withExample(schema === undefined ? {} : { schema: schemaRef(schema) }, example);
  return { description, content: { [media]: body } };
}

function problemResponses(endpoint: Endpoint): Record<string, OpenApiResponse> {
  const content = { [PROBLEM_TYPE]: { schema: schemaRef(Problem) } };
  const retryAfter = { "retry-after": { description: "Seconds to wait.", schema: { type: "integer" } } };
  return Object.fromEntries(
    Object.entries(problemsOf(endpoint)).map(([status, description]) => {
      const later = ["429", "503", "507"].includes(status);
      return [status, { description, ...(later ? { headers: retryAfter } : {}), content }];
    }),
  );
}

function withExample(media: OpenApiMedia, example: unknown): OpenApiMedia {
  return example === undefined ? media : { ...media, example };
}
