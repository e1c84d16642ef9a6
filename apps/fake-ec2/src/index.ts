export { connection, ec2Client, requireLoopback } from "./client.ts";
export { accountId, FakeImds, type ImdsInstance } from "./imds/server.ts";
export { signedMessage, signingKey, type Forgery, type SigningKey } from "./imds/sign.ts";
export { enforce, many, readPolicy, type Policy, type Statement } from "./policy.ts";
export { FakeEc2, type Call, type FakeEc2Options, type Fault } from "./server.ts";
export type { FakeInstance, World } from "./world.ts";
