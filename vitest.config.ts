import { defineConfig } from "vitest/config";

// Packages resolve each other's sources, so tests need no build.
const conditions = ["@pigeon/source", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    // Only a test that hangs takes so long, also on a machine with much else to do.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Where nobody watches, only what failed is worth reading.
    reporters: process.env["CI"] === undefined ? ["default"] : ["minimal"],
    restoreMocks: true,
    unstubEnvs: true,
  },
});
