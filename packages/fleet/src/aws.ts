export { createAwsCloud, type AwsCloud } from "./aws/aws-cloud.ts";
export { AwsCallError, type AwsCallKind } from "./aws/aws-call-error.ts";
export type { CallPolicy, InfrastructureLog } from "./aws/call.ts";
export type { AwsCloudOptions } from "./aws/options.ts";
export type { AwsCredentials, Connection, Ec2Action, Ec2Calls, InputOf, OutputOf, Send } from "./aws/sdk.ts";
export { tagKeys } from "./aws/tags.ts";
export type { BootOptions, NodeRelease } from "./boot/options.ts";
export { MAX_USER_DATA_BYTES, userData } from "./boot/user-data.ts";
