import type { AlertNotice } from "@pigeon/alerts";
import type { LoggedEvent } from "../events/event-log.ts";

/** What happened to an alert, for those who follow the events. */
export function alertEvent({ change, alert }: AlertNotice, at: number): LoggedEvent {
  return { event: "alert", data: { change, alert, at } };
}
