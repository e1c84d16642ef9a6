export { FakeClock } from "@pigeon/retry/testing";
export { SimulatedCloud, type CloudFault, type SimulatedCloudOptions } from "./testing/simulated-cloud.ts";
export { SimulatedHub, type SimulatedHubOptions } from "./testing/simulated-hub.ts";
