import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Handler, Handlers } from "./handler.ts";

/** Something about the command line or the handlers' file that its user has to mend. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** The user's own module failed while it was loaded: `cause` is its error, whose stack is useful. */
export class HandlersFileError extends Error {
  override readonly name: string = "HandlersFileError";
}

/** Imports a file of handlers; relative names start at the working directory. */
export async function loadHandlers(file: string, cwd: string): Promise<Handlers> {
  const path = resolve(cwd, file);
  if (!existsSync(path)) throw new UsageError(`--handlers: there is no file ${path}`);
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new HandlersFileError(`cannot load ${path}`, { cause: error });
  }
  const handlers = handlersOf(module);
  if (Object.keys(handlers).length === 0) {
    throw new UsageError(
      `--handlers: ${path} exports no handlers; expected export default { "job.type": async (job) => … }, or functions exported by the name of their job type`,
    );
  }
  return handlers;
}

/** A default export or an export `handlers` that maps types to functions; else the exported functions. */
export function handlersOf(module: Readonly<Record<string, unknown>>): Handlers {
  for (const map of [module["default"], module["handlers"]]) {
    if (typeof map === "object" && map !== null) return functionsOf(map);
  }
  const { default: _default, ...named } = module;
  return functionsOf(named);
}

function functionsOf(map: object): Handlers {
  const entries: [string, unknown][] = Object.entries(map);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, Handler] => typeof entry[1] === "function"),
  );
}
