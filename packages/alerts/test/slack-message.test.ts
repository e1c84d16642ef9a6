import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeMrkdwn, slackMessage } from "../src/sinks/slack-message.ts";
import { enormous, sampleAlert, sampleNotification } from "./samples.ts";

interface TextBlock {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
  readonly elements?: readonly { readonly type: string; readonly text: string }[];
}

/** What Slack documents, and the size of a whole message beyond which its users saw it refuse. */
function expectWithinLimits(message: ReturnType<typeof slackMessage>): void {
  const blocks = message.blocks as unknown as readonly TextBlock[];
  expect(blocks.length).toBeLessThanOrEqual(50);
  for (const { type, text, elements } of blocks) {
    if (type === "header") expect(text?.text.length).toBeLessThanOrEqual(150);
    if (type === "section") expect(text?.text.length).toBeLessThanOrEqual(3000);
    if (type === "context") expect(elements?.length).toBeLessThanOrEqual(10);
    const texts = [text?.text ?? "", ...(elements ?? []).map((one) => one.text)];
    for (const one of texts) {
      if (type === "header") continue;
      // No link, mention or broken entity is left.
      expect(one).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    }
  }
  const whole = blocks.flatMap(({ text, elements = [] }) => [
    text?.text ?? "",
    ...elements.map((one) => one.text),
  ]);
  expect(whole.join("").length).toBeLessThanOrEqual(11_000);
  expect(message.text.length).toBeLessThanOrEqual(4000);
}

describe("a Slack message", () => {
  test("firing: header, one section for each alert, and the route", () => {
    const alert = sampleAlert({
      summary: "<!channel> a & b",
      acknowledged: { by: "<@U1>", at: "2026-01-01T00:01:00.000Z" },
    });
    expect(slackMessage(sampleNotification({ alerts: [alert] }), 10)).toEqual({
      text: "🟠 Firing: WorkerFailed",
      blocks: [
        { type: "header", text: { type: "plain_text", text: "🟠 Firing: WorkerFailed" } },
        {
          type: "section",
          text: {
            type: "mrkdwn",
            text:
              "🟠 *high* &lt;!channel&gt; a &amp; b\n" +
              "_since 2026-01-01T00:00:00.000Z, acknowledged by &lt;@U1&gt;_\n" +
              "alertname=WorkerFailed, worker=worker-1",
          },
        },
        { type: "context", elements: [{ type: "mrkdwn", text: "route default" }] },
      ],
    });
  });

  test("resolved: from when to when", () => {
    const alert = sampleAlert({ status: "resolved", endsAt: "2026-01-01T00:02:00.000Z" });
    const { text, blocks } = slackMessage(sampleNotification({ status: "resolved", alerts: [alert] }), 10);
    expect(text).toBe("✅ Resolved: WorkerFailed");
    expect((blocks[1] as unknown as TextBlock).text?.text).toContain(
      "✅ *high* Worker worker-1 failed: connection lost\n_2026-01-01T00:00:00.000Z to 2026-01-01T00:02:00.000Z_",
    );
  });

  test("titles", () => {
    const two = [sampleAlert(), sampleAlert({ key: "b" })];
    const over = two.map((alert) => ({ ...alert, status: "resolved" as const }));
    const title = (change: object): string => slackMessage(sampleNotification(change), 10).text;
    expect(title({ alerts: two, severity: "critical" })).toBe("🔴 Firing: 2 alerts");
    expect(title({ alerts: [sampleAlert(), ...over], severity: "medium" })).toBe("🟡 Firing: WorkerFailed");
    expect(title({ acknowledged: true, severity: "low" })).toBe("🔵 Acknowledged: WorkerFailed");
    expect(title({ status: "resolved", alerts: over })).toBe("✅ Resolved: 2 alerts");
    expect(title({ alerts: [sampleAlert({ rule: "a<b" })] })).toBe("🟠 Firing: a&lt;b");
  });

  test("what is not listed is counted; a repeat and an escalation are named", () => {
    const alerts = [1, 2, 3].map((n) => sampleAlert({ key: String(n) }));
    const { blocks } = slackMessage(sampleNotification({ alerts, repeat: true, escalated: true }), 2);
    expect(blocks).toHaveLength(4);
    expect((blocks.at(-1) as unknown as TextBlock).elements?.[0]?.text).toBe(
      "route default · still so, told again · escalated: nobody acknowledged · 1 more not listed",
    );
  });

  test("stays within the limits, however large the alerts", () => {
    for (const alerts of [1, 3, 40, 500]) expectWithinLimits(slackMessage(enormous(alerts), 40));
  });

  test("stays within the limits for any text", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 200 });
    const markup = fc.stringMatching(/^[<>&a;*_\n]{0,3000}$/);
    fc.assert(
      fc.property(
        fc.array(fc.record({ summary: fc.oneof(text, markup), rule: text, value: markup }), { minLength: 1 }),
        (all) => {
          const alerts = all.map(({ summary, rule, value }) =>
            sampleAlert({ summary, rule, labels: { value } }),
          );
          expectWithinLimits(slackMessage(sampleNotification({ alerts }), 40));
        },
      ),
    );
  });
});

test("escapes the three characters that Slack asks to escape", () => {
  expect(escapeMrkdwn("a < b && c > d &amp;")).toBe("a &lt; b &amp;&amp; c &gt; d &amp;amp;");
});
