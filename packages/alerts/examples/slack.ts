import { createServer } from "node:http";
import { createAlerts, slackSink } from "@pigeon/alerts";

// A local server in the place of Slack, which is busy at first.
let requests = 0;
const slack = createServer((request, response) => {
  requests += 1;
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    if (requests === 1) {
      response.writeHead(429, { "retry-after": "1" }).end("rate_limited");
      return;
    }
    const message = JSON.parse(body) as { text: string; blocks: { text?: { text: string } }[] };
    console.log(message.text);
    for (const { text } of message.blocks.slice(1, -1)) console.log(`  ${text?.text.split("\n")[0] ?? ""}`);
    response.end("ok");
  });
});
await new Promise<void>((resolve) => slack.listen(0, "127.0.0.1", resolve));
const address = slack.address();
const port = typeof address === "object" ? address?.port : undefined;

const alerts = createAlerts({
  rules: [
    {
      name: "QueueAge",
      when: { type: "gauge", name: "queue_age_ms", above: 60_000, clearAt: 10_000 },
      severity: "high",
      summary: "The oldest job of {queue} has waited for {value} ms",
    },
  ],
  sinks: [slackSink({ url: `http://127.0.0.1:${port}/services/T0/B0/secret` })],
  routes: [{ name: "team", sinks: ["slack"], groupBy: ["alertname", "queue"] }],
});

alerts.observe({ type: "gauge", name: "queue_age_ms", value: 75_000, labels: { queue: "<mail>" } });
await alerts.flush();
alerts.observe({ type: "gauge", name: "queue_age_ms", value: 40_000, labels: { queue: "<mail>" } });
console.log(`still active: ${alerts.active().length}`);
alerts.observe({ type: "gauge", name: "queue_age_ms", value: 5000, labels: { queue: "<mail>" } });
await alerts.close();
slack.close();
