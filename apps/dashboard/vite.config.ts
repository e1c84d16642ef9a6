import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type UserConfig } from "vite";

const config: UserConfig = defineConfig({
  plugins: [react(), tailwind()],
  // Behind a proxy the hub may lie under a path of its own.
  base: "./",
  build: {
    target: "es2023",
    // The hub's content security policy allows no inline data, and its files are few.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" },
  },
  server: { proxy: { "/v1": "http://127.0.0.1:4040" } },
});
export default config;
