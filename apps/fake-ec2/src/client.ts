import { EC2Client } from "@aws-sdk/client-ec2";

/** A client of the real SDK that can reach nothing but the loopback. */
export function ec2Client(endpoint: string): EC2Client {
  requireLoopback(endpoint);
  return new EC2Client({ ...connection, endpoint, maxAttempts: 1 });
}

/** Region and credentials of tests. */
export const connection: {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
} = { region: "eu-central-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };

/** Throws unless an address is on this machine: no test may ever reach AWS. */
export function requireLoopback(endpoint: string): void {
  const { hostname } = new URL(endpoint);
  if (hostname !== "127.0.0.1" && hostname !== "localhost")
    throw new Error(`${endpoint}: tests stay on the loopback`);
}
