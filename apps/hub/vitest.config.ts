import { mergeConfig, type ViteUserConfig } from "vitest/config";
import base from "../../vitest.config.ts";

const config: ViteUserConfig = mergeConfig(base, { test: { globalSetup: "test/postgres/global-setup.ts" } });
export default config;
