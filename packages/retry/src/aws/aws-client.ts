import { problem } from "../check-options.ts";
import { propertyOf } from "../error-contract.ts";
import { RetryOptionsError } from "../errors.ts";

/** The part of an AWS SDK v3 client that is looked at. */
export interface AwsClient {
  readonly config: { readonly maxAttempts?: number | (() => Promise<number>) | undefined };
}

/**
 * Refuses a client that retries by itself: 3 attempts of its own inside our 4 make 12 calls.
 *
 * @throws RetryOptionsError when `config.maxAttempts` is not 1.
 */
export async function requireSingleAttempt(client: AwsClient): Promise<void> {
  const setting = propertyOf(propertyOf(client, "config"), "maxAttempts");
  // SDK v3 keeps the setting as a function, since a profile file may hold it.
  const maxAttempts: unknown = typeof setting === "function" ? await setting() : setting;
  if (maxAttempts === 1) return;
  const expected = "1 (make the client with { maxAttempts: 1 }, or every retry multiplies with its own)";
  throw new RetryOptionsError([problem("client.config.maxAttempts", expected, maxAttempts)]);
}
