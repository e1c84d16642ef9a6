import { mergeConfig, type ViteUserConfig } from "vitest/config";
import base from "../../vitest.config.ts";

const config: ViteUserConfig = mergeConfig(base, {
  // The longest of all suites: it would go on alone, and on one core, when the others have ended.
  test: { globalSetup: "test/postgres/global-setup.ts", maxWorkers: 2 },
});
export default config;
