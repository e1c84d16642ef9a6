import { ChaosInProductionError } from "./errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that makes this production, if one does. */
export function productionVariable(env: Environment): "NODE_ENV" | "PIGEON_ENV" | undefined {
  for (const name of ["NODE_ENV", "PIGEON_ENV"] as const) {
    // Also "prod", "Production" and "prod_eu2": a guess too wide costs one more option.
    if (/^\s*prod(uction)?(?![a-z])/i.test(env[name] ?? "")) return name;
  }
  return undefined;
}

/** Throws unless chaos may be on here. */
export function assertAllowed(env: Environment, allowInProduction: boolean): void {
  const variable = productionVariable(env);
  if (variable === undefined || allowInProduction) return;
  throw new ChaosInProductionError(variable, env[variable] ?? "");
}
