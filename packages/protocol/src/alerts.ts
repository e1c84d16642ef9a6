import { z } from "zod";
import { ErrorSeverity } from "./errors.ts";
import { Int, Time, list, text } from "./fields.ts";
import { otherForm } from "./wording.ts";

const labels = z.record(z.string(), z.string());

/** Something that needs a person, from its beginning to its end. */
export const Alert = z.object({
  key: z.string().describe("The same whenever the same rule fires with the same labels."),
  status: z.enum(["firing", "resolved"]),
  rule: z.string(),
  severity: ErrorSeverity,
  labels: labels.describe("With alertname and severity."),
  summary: z.string(),
  startsAt: Time,
  endsAt: Time.optional(),
  acknowledged: z.object({ by: z.string(), at: Time }).optional(),
});
export type Alert = z.infer<typeof Alert>;

/** An alert that fires now. */
export const ActiveAlert = Alert.extend({
  muted: z.boolean().describe("Silenced, or explained by another alert: nobody is told."),
});
export type ActiveAlert = z.infer<typeof ActiveAlert>;

/** Who is told of alerts, and whether they can be. */
export const AlertSink = z.object({
  name: z.string(),
  state: z.enum(["up", "down"]),
  waiting: Int.describe("Groups of alerts that wait for their turn."),
  delivered: Int.describe("Messages delivered since the hub started."),
  failed: Int,
  lastDeliveredAt: Time.optional(),
  lastError: z.string().optional(),
});
export type AlertSink = z.infer<typeof AlertSink>;

/** The answer of `GET /v1/alerts`: what fires now, oldest first, and who is told. */
export const AlertList = z.object({ alerts: z.array(ActiveAlert), sinks: z.array(AlertSink) });
export type AlertList = z.infer<typeof AlertList>;

export const AcknowledgeRequest = z.strictObject({
  key: text(1, 200, "the key of an alert, or of a group of them,"),
  by: text(1, 200).optional().describe("Who looks after it. Default: the name of the token."),
});
export type AcknowledgeRequest = z.infer<typeof AcknowledgeRequest>;

const pattern = z.union([text(0, 1024), list(text(0, 1024), 1, 100)], {
  error: otherForm("a string of up to 1024 characters, or 1 to 100 of them"),
});
const matcher = {
  label: text(1, 128, "a label's name"),
  is: pattern.optional().describe("The label's value is this, or one of these."),
  not: pattern.optional().describe("The label's value is not this, nor any of these."),
};
/** A condition on one label; `*` stands for any characters. A label that an alert lacks counts as "". */
export const AlertMatcher = z.strictObject(matcher);
export type AlertMatcher = z.infer<typeof AlertMatcher>;

export const SilenceRequest = z.strictObject({
  matchers: list(AlertMatcher, 1, 64).describe("Alerts that satisfy all of them are silenced."),
  from: Time.optional().describe("Default: now."),
  until: Time,
  comment: text(1, 1000),
  author: text(1, 200).optional().describe("Default: the name of the token."),
});
export type SilenceRequest = z.infer<typeof SilenceRequest>;

/** While it lasts nobody is told of alerts that match; ends of what was told before still are. */
export const Silence = z.object({
  id: z.string(),
  matchers: z.array(z.object(matcher)),
  from: Time,
  until: Time,
  comment: z.string(),
  author: z.string(),
  state: z.enum(["pending", "active"]),
});
export type Silence = z.infer<typeof Silence>;
export const SilenceList = z.object({ silences: z.array(Silence) });
