import { defineConfig } from "vitest/config";

// Packages resolve each other's sources, so tests need no build.
const conditions = ["@pigeon/source", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Where nobody watches, only what failed is worth reading.
    reporters: process.env["CI"] === undefined ? ["default"] : ["minimal"],
    restoreMocks: true,
    unstubEnvs: true,
  },
});
