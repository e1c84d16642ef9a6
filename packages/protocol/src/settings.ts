import { z } from "zod";
import { Int } from "./fields.ts";

/** One value of the hub's configuration, and the layer that it came from. Secrets are `***`. */
export const Setting = z.object({
  variable: z.string(),
  path: z.string().describe("Where it stands in the configuration, such as retry.maxRetries."),
  value: z.string().describe("As its variable would hold it."),
  source: z.string().describe("default, profile, file, dotenv, environment or code."),
  profile: z.string().optional(),
  file: z.string().optional(),
  line: Int.optional(),
  default: z.string().optional(),
  description: z.string().optional(),
});
export type Setting = z.infer<typeof Setting>;

/** The answer of `GET /v1/settings`. */
export const SettingList = z.object({
  env: z.string().describe("Name of the profile in force."),
  settings: z.array(Setting),
});
export type SettingList = z.infer<typeof SettingList>;
