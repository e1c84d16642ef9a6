export type { Cloud, HubPort } from "./index.ts";
