import type { PigeonConfig } from "@pigeon/config";
import { found, type Finding } from "./finding.ts";

const OLDEST_NODE = "22.19";

export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split(".").map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
    ? found("node", "ok", `Node.js ${version}`)
    : found(
        "node",
        "failed",
        `Node.js ${version} is too old`,
        `Pigeon needs Node.js ${OLDEST_NODE} or newer.`,
      );
}

const LOOPBACK = /^(?:127\.|::1$|localhost$)/;

/** Whether the hub asks who calls. */
export function tokensFinding({ host, authTokens }: PigeonConfig["hub"]): Finding {
  const roles = new Set(authTokens.map(({ role }) => role));
  if (roles.size === 0) {
    return LOOPBACK.test(host)
      ? found("tokens", "ok", "none: only this machine can call the hub")
      : found(
          "tokens",
          "failed",
          `none, and the hub would listen on ${host}`,
          "Set PIGEON_AUTH_TOKENS to name:role:secret, with roles client, worker and admin; the hub does not start without.",
        );
  }
  const missing = (["client", "worker", "admin"] as const).filter(
    (role) => !roles.has(role) && !roles.has("admin"),
  );
  const all = `${authTokens.length} in PIGEON_AUTH_TOKENS, of the roles ${[...roles].join(", ")}`;
  return missing.length === 0
    ? found("tokens", "ok", all)
    : found("tokens", "warning", all, `Nobody has the role ${missing.join(" or ")}.`);
}
