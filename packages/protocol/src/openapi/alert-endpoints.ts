import { AcknowledgeRequest, AlertList, Silence, SilenceList, SilenceRequest } from "../alerts.ts";
import type { Endpoint } from "./endpoint.ts";
import { alert, silence } from "./examples.ts";

const endpoint = (
  method: Endpoint["method"],
  path: string,
  id: string,
  summary: string,
  more: Pick<Endpoint, "answers"> & Partial<Endpoint>,
): Endpoint => ({ method, path, id, tag: "alerts", summary, roles: ["client"], ...more });

export const alertEndpoints: readonly Endpoint[] = [
  endpoint("get", "/v1/alerts", "listAlerts", "What fires now, and who is told", {
    answers: { 200: { description: "Alerts, oldest first, and sinks.", schema: AlertList } },
    example: {
      answer: {
        alerts: [alert],
        sinks: [{ name: "slack", state: "up", waiting: 0, delivered: 3, failed: 0 }],
      },
    },
  }),
  endpoint("post", "/v1/alerts/acknowledge", "acknowledgeAlert", "Say that somebody looks after an alert", {
    description: "Nobody is reminded of it any more, nor is anybody else told; its end still is.",
    roles: ["admin"],
    body: AcknowledgeRequest,
    answers: { 204: { description: "It is known." } },
    problems: { 404: "nothing fires under that key" },
    example: { body: { key: alert.key, by: "anna" } },
  }),
  endpoint("get", "/v1/silences", "listSilences", "Silences that are not over", {
    answers: { 200: { description: "All of them.", schema: SilenceList } },
    example: { answer: { silences: [silence] } },
  }),
  endpoint("post", "/v1/silences", "silence", "Keep quiet about some alerts for a while", {
    roles: ["admin"],
    body: SilenceRequest,
    answers: { 201: { description: "The silence.", schema: Silence } },
    problems: { 409: "there are too many silences" },
    example: {
      body: { matchers: silence.matchers, until: silence.until, comment: silence.comment },
      answer: silence,
    },
  }),
  endpoint("delete", "/v1/silences/{id}", "unsilence", "End a silence", {
    roles: ["admin"],
    answers: { 204: { description: "It is over." } },
  }),
];
