import { propertyOf } from "./error-contract.ts";

/** The HTTP status that an error carries: `status`, `statusCode` or `response.status`. */
export function statusOf(error: unknown): number | undefined {
  const candidates = [
    propertyOf(error, "status"),
    propertyOf(error, "statusCode"),
    propertyOf(propertyOf(error, "response"), "status"),
  ];
  return candidates.find((status) => typeof status === "number");
}
