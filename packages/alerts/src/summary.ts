import { clip, type Labels } from "./labels.ts";

/** What an event said, for summaries. */
export type Details = Readonly<Record<string, string | number>>;

/** Longest summary, in characters: the shortest limit among the services (PagerDuty's). */
export const LONGEST_SUMMARY = 1024;

/** Fills in a rule's summary. A `{name}` that nothing is known for stays as it is. */
export function summarise(template: string, labels: Labels, details: Details): string {
  const text = template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    if (Object.hasOwn(details, name)) return String(details[name]);
    return Object.hasOwn(labels, name) ? String(labels[name]) : placeholder;
  });
  return clip(text.replace(/[\r\n]+/g, " "), LONGEST_SUMMARY);
}
