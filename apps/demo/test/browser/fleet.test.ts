import { getConfigForEnvironment } from "@pigeon/config";
import { startHub, type FleetControl } from "@pigeon/hub";
import { expect, test } from "vitest";
import { violations } from "./axe.ts";
import { startBrowser } from "./chromium.ts";

const LAUNCHED = Date.parse("2026-01-31T09:30:00Z");

/** Three instances, one of which fails; it keeps to what it was told last. */
function fakeFleet(heard: (number | string)[]): FleetControl {
  let mode: "auto" | "fixed" = "auto";
  let wanted = 3;
  const market = "spot" as const;
  const instance = (id: string, condition: "serving" | "booting" | "failing") => ({
    id,
    type: "m7i.large",
    zone: "eu-central-1a",
    market,
    state: "running",
    condition,
    launchedAt: LAUNCHED,
  });
  return {
    status: async () => ({
      cluster: "mail",
      at: LAUNCHED,
      mode,
      counts: { wanted, serving: 1, booting: 1, leaving: 1 },
      instances: [
        {
          ...instance("i-0aa1", "serving"),
          worker: { id: "i-0aa1", status: "healthy" as const, slots: 4, running: 3, draining: false },
        },
        instance("i-0aa2", "booting"),
        { ...instance("i-0aa3", "failing"), reason: "its worker says nothing" },
      ],
      exhausted: [{ type: "c7i.large", zone: "eu-central-1b", market }],
      costPerHour: 0.2346,
      decision: {
        change: "out" as const,
        current: 2,
        target: 3,
        reasons: ["9 slots at 4 an instance: 3 instances"],
      },
      notes: ["one launch at a time"],
    }),
    scaleTo: async (count) => {
      heard.push(count);
      [mode, wanted] = ["fixed", count];
    },
    follow: () => {
      heard.push("auto");
      mode = "auto";
    },
    start: () => {},
    stop: async () => {},
  };
}

test("a hub that keeps a fleet shows it and why it is so large, and scales it", async () => {
  const heard: (number | string)[] = [];
  const config = getConfigForEnvironment("test", { overrides: { hub: { port: 0 } } });
  const [hub, browser] = await Promise.all([startHub({ config, fleet: fakeFleet(heard) }), startBrowser()]);
  try {
    const { page } = await browser.open();
    await page.goto(`${hub.url}/#/overview`);
    await page.getByRole("link", { name: "Fleet", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Fleet" }).waitFor();
    for (const seen of [
      "9 slots at 4 an instance",
      "one launch at a time",
      "no capacity lately for c7i.large",
      "0.23",
    ])
      await page.getByText(seen).first().waitFor();
    await page.getByRole("row").filter({ hasText: "i-0aa3" }).getByText("failing").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Scale…" }).click();
    const many = page.getByRole("textbox", { name: "Instances" });
    await many.fill("-1");
    expect(await page.getByRole("button", { name: "Keep …" }).isDisabled()).toBe(true);
    await many.fill("5");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Keep 5" }).click();
    await page.getByText("keeps to a number").waitFor();
    await page.getByRole("button", { name: "Scale…" }).click();
    await page.getByRole("button", { name: "Follow the load" }).click();
    await page.getByText("keeps to the load").waitFor();
    expect(heard).toEqual([5, "auto"]);
    await page.getByRole("link", { name: "Audit log" }).click();
    await page.getByText("scale fleet").first().waitFor();
  } finally {
    await browser.close();
    await hub.close();
  }
});

test("a hub without a fleet says nothing of one", async () => {
  const config = getConfigForEnvironment("test", { overrides: { hub: { port: 0 } } });
  const [hub, browser] = await Promise.all([startHub({ config }), startBrowser()]);
  try {
    const { page } = await browser.open();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${hub.url}/#/overview`);
    await page.getByText("Finished per second").waitFor();
    expect(await page.getByRole("link", { name: "Fleet", exact: true }).count()).toBe(0);
    await page.goto(`${hub.url}/#/fleet`);
    await page.getByText("This hub keeps no fleet").waitFor();
    expect(asked).not.toContain("/v1/fleet");
  } finally {
    await browser.close();
    await hub.close();
  }
});
