import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

export { GetCallerIdentityCommand };

/** A client of the real SDK that can reach nothing but the loopback. */
export function sts(endpoint: string, maxAttempts?: number): STSClient {
  if (new URL(endpoint).hostname !== "127.0.0.1") throw new Error("tests stay on the loopback");
  return new STSClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
  });
}
