import type { JobListQuery } from "@pigeon/protocol";
import type { JobFilter } from "../store/port.ts";

/** A query's page as the store takes it: what was not asked for is not there. */
export function toFilter({
  state,
  type,
  limit,
  cursor,
}: Pick<JobListQuery, "state" | "type" | "limit" | "cursor">): JobFilter {
  return {
    limit,
    ...(state === undefined ? {} : { state }),
    ...(type === undefined ? {} : { type }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
