import { createRequire, registerHooks } from "node:module";
import type * as Sts from "@aws-sdk/client-sts";

// Under the test runner's "module" condition the SDK resolves to a build for bundlers, whose imports
// Node.js cannot follow. Without the condition it is the build that users of Node.js get.
const hooks = registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, { ...context, conditions: context.conditions.filter((name) => name !== "module") }),
});
const sdk = createRequire(import.meta.url)("@aws-sdk/client-sts") as typeof Sts;
hooks.deregister();

export const { GetCallerIdentityCommand } = sdk;

/** A client of the real SDK that can reach nothing but the loopback. */
export function sts(endpoint: string, maxAttempts?: number): Sts.STSClient {
  if (new URL(endpoint).hostname !== "127.0.0.1") throw new Error("tests stay on the loopback");
  return new sdk.STSClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
  });
}
