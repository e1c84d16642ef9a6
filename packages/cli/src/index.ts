export { EXIT } from "./exit-codes.ts";
export type { ExitCode } from "./exit-codes.ts";
