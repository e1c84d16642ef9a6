import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";

const PLACES = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const HOW = `These tests need Chromium, and there is none at ${PLACES.filter(Boolean).join(", ")}.
On Debian and Ubuntu: apt-get update && apt-get install -y chromium
Elsewhere set CHROMIUM to the path of Chromium or Chrome.`;

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Browser {
  /** A window of its own, with what went wrong in it. */
  open(options?: BrowserContextOptions): Promise<Window>;
  close(): Promise<void>;
}

export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What scripts threw, the console called an error, or the policy forbade; and what was asked of other hosts. */
  readonly problems: readonly string[];
}

/** @throws an Error that says how to get Chromium where it is missing. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) throw new Error(HOW);
  const home = mkdtempSync(join(tmpdir(), "pigeon-chromium-"));
  const browser = await chromium.launch({ executablePath, args: QUIET, env: { ...process.env, HOME: home } });
  return {
    open: async (options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(`threw ${error.message}`));
      page.on("console", (message) => {
        // A request that the hub refuses is told to the reader; Chromium tells it to the console, too.
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
          problems.push(`console: ${message.text()}`);
      });
      page.on("request", (request) => {
        const { hostname, protocol } = new URL(request.url());
        if (protocol !== "data:" && hostname !== "127.0.0.1") problems.push(`asked ${request.url()}`);
      });
      return { page, context, problems };
    },
    close: async () => {
      await browser.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
