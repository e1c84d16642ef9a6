import { readFileSync, watch } from "node:fs";
import { createRequire } from "node:module";

/** The environment of this process: the default of the `env` option. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** How files are read. Give your own to read them from elsewhere, as in a test. */
export interface FileSystem {
  /** The text of a file, or `undefined` if there is none. Throws for one that cannot be read. */
  read(path: string): string | undefined;
  /** Calls back with the name of each file that changes in a folder, or with `null` where that is not known. */
  watch(folder: string, onChange: (name: string | null) => void): { close(): void };
}

/** The files of this machine. */
export const realFiles: FileSystem = {
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  },
  // A watch alone keeps no process alive, and one that breaks does not end it.
  watch: (folder, onChange) =>
    watch(folder, { persistent: false }, (_event, name) => onChange(name)).on("error", () => onChange(null)),
};

/** Calls back once after a time; the result calls that off. */
export type Timer = (ms: number, run: () => void) => () => void;

export const realTimer: Timer = (ms, run) => {
  const timeout = setTimeout(run, ms).unref();
  return () => clearTimeout(timeout);
};

const require = createRequire(import.meta.url);

/** A package, loaded when it is first needed: most processes read no YAML and no TOML. */
export function load(name: "yaml" | "smol-toml"): unknown {
  return require(name);
}

/** The folder of this process: the default of the `cwd` option. */
export function currentFolder(): string {
  return process.cwd();
}
