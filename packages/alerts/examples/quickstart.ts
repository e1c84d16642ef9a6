import { createAlerts, defaultRules, logSink, type AlertLogger } from "@pigeon/alerts";

// Any pino logger fits; Slack, PagerDuty, webhooks and Alertmanager are sinks as well.
const logger: AlertLogger = {
  error: (_fields, message) => console.log(`ERROR ${message}`),
  warn: (_fields, message) => console.log(`WARN ${message}`),
  info: (_fields, message) => console.log(`INFO ${message}`),
};

const alerts = createAlerts({
  rules: defaultRules(),
  sinks: [logSink({ logger })],
  routes: [{ name: "all", sinks: ["log"], groupWaitMs: 20, groupIntervalMs: 40 }],
});

alerts.observe({ type: "worker", workerId: "worker-1", status: "unhealthy", reason: "connection lost" });
alerts.observe({ type: "worker", workerId: "worker-2", status: "unhealthy", reason: "3 calls failed" });
console.log(`${alerts.active().length} alerts, told together in a moment`);
await alerts.flush();

alerts.observe({ type: "worker", workerId: "worker-1", status: "healthy" });
alerts.observe({ type: "worker", workerId: "worker-2", status: "gone" });
await alerts.close();
