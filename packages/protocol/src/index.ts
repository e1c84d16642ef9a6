export * from "./alerts.ts";
export * from "./audit.ts";
export * from "./errors.ts";
export * from "./events.ts";
export { Id, JobType, Labels, Time } from "./fields.ts";
export * from "./fleet.ts";
export * from "./history.ts";
export * from "./job.ts";
export * from "./limits.ts";
export * from "./operations.ts";
export { openApiDocument } from "./openapi/document.ts";
export type {
  OpenApiDocument,
  OpenApiMedia,
  OpenApiOperation,
  OpenApiParameter,
  OpenApiResponse,
} from "./openapi/document.ts";
export type { JsonSchema } from "./openapi/schemas.ts";
export { parse } from "./parse.ts";
export type { InputError, Output, Parsed, Schema } from "./parse.ts";
export * from "./problem.ts";
export * from "./settings.ts";
export * from "./tracing.ts";
export * from "./worker.ts";
