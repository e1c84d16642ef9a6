import { expect, test } from "vitest";
import { holder } from "../support/scenario.ts";
import { startBrowser } from "./chromium.ts";
import { startStage } from "./stage.ts";

test("a killed worker is seen to turn unhealthy, and its job to move", { timeout: 120_000 }, async () => {
  const [browser, stage] = await Promise.all([startBrowser(), startStage()]);
  try {
    const { client, running } = stage;
    const { id } = await client.submit({ type: "image.resize", payload: { file: "big.png", ms: 120_000 } });
    const first = await holder(client, id);
    const { page: jobPage } = await browser.open();
    const { page: workers } = await browser.open();
    const { page: overview } = await browser.open();
    await jobPage.goto(`${stage.url}jobs/${id}`);
    await workers.goto(`${stage.url}workers`);
    await overview.goto(`${stage.url}overview`);
    await jobPage.getByRole("link", { name: first }).waitFor();
    const row = workers.getByRole("row").filter({ hasText: first });
    await row.getByText("healthy", { exact: true }).waitFor();
    await overview.getByText("3 healthy").waitFor();

    await running.workers.get(first)?.kill();

    await row.getByText("unhealthy").waitFor();
    // Those that need a look come first.
    await expect.poll(() => workers.getByRole("row").nth(1).textContent()).toContain(first);
    await overview.getByText("1 unhealthy").waitFor();
    await overview.getByText("lost its worker").waitFor();
    await overview.getByRole("region", { name: "Firing alerts" }).getByText(first).waitFor();
    await jobPage.getByText("lost", { exact: true }).waitFor();
    await jobPage.getByText("Attempts (2)").waitFor();
    const second = await holder(client, id);
    expect(second).not.toBe(first);
    await jobPage.getByRole("link", { name: second }).waitFor();
    await client.cancelJob(id);
    await jobPage.getByText("cancelled", { exact: true }).first().waitFor();
  } finally {
    await browser.close();
    await stage.close();
  }
});
