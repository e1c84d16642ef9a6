import { z } from "zod";
import { Int } from "./fields.ts";

/** An error's body by RFC 9457, sent as `application/problem+json`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: Int,
  detail: z.string(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** The media type of a problem. */
export const PROBLEM_TYPE = "application/problem+json";
