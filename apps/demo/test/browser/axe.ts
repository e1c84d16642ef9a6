import axe from "axe-core";
import type { Page } from "playwright-core";

/** What is hard to use for somebody: a line for each rule that is broken, with the first places. */
export async function violations(page: Page): Promise<string[]> {
  // Half a megabyte of script, read once for each document.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate<axe.AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
}
