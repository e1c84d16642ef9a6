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
  /** A window of its own. */
  open(options?: WindowOptions): Promise<Window>;
  /** @throws an Error with all that went wrong in its windows: so each test ends that opened one. */
  close(): Promise<void>;
}

export interface WindowOptions extends BrowserContextOptions {
  /** What the console may call an error, since the test brings it about: such as a status that the hub refuses with. */
  readonly expected?: RegExp;
}

export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
}

/** @throws an Error that says how to get Chromium where it is missing. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) throw new Error(HOW);
  const home = mkdtempSync(join(tmpdir(), "pigeon-chromium-"));
  const browser = await chromium.launch({ executablePath, args: QUIET, env: { ...process.env, HOME: home } });
  // What scripts threw, the console called an error, or the policy forbade; and what was asked of other hosts.
  const problems: string[] = [];
  return {
    open: async ({ expected, ...options } = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      const problem = (what: string) => problems.push(`${what}, at ${page.url()}`);
      page.on("pageerror", (error) => problem(`threw ${error.message}`));
      page.on("console", (message) => {
        // A request that fails, or is refused, is such an error, too.
        if (message.type() === "error" && expected?.test(message.text()) !== true)
          problem(`console: ${message.text()} ${message.location().url}`);
      });
      page.on("request", (request) => {
        const { hostname, protocol } = new URL(request.url());
        if (protocol !== "data:" && hostname !== "127.0.0.1") problem(`asked ${request.url()}`);
      });
      return { page, context };
    },
    close: async () => {
      await browser.close();
      rmSync(home, { recursive: true, force: true });
      if (problems.length > 0) throw new Error(`What must not be seen was seen:\n${problems.join("\n")}`);
    },
  };
}
