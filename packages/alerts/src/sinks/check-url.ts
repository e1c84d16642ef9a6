import type { Checks } from "../problems.ts";

/** Notes what is no http or https URL. The value is never shown: it may hold a secret. */
export function checkUrl(checks: Checks, option: string, value: unknown): void {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && (url.protocol === "https:" || url.protocol === "http:")) {
    if (url.username === "" && url.password === "") return;
    checks.add(option, "a URL without user and password", value, true);
    return;
  }
  checks.add(option, "an http or https URL", value ?? null, true);
}
