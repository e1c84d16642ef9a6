import { resolve } from "node:path";

import type { Origin } from "../layers/origin.ts";
import type { Environment } from "../layers/variables.ts";
import type { ConfigProblem, Place } from "../problem.ts";
import type { FileSystem } from "../system.ts";

/** Where files are looked for. */
export interface Folder {
  readonly files: FileSystem;
  readonly cwd: string;
}

/** What named a file: an option or a variable. A file that nothing named may be missing. */
export interface Naming {
  readonly variable: string;
  /** Name of the option, or `""`. */
  readonly path: string;
  readonly place: Place;
}

/** One of the layers that come from files, if it is there. */
export interface FileLayer<T> {
  readonly found?: { readonly data: T; readonly origin: Origin } | undefined;
  readonly problems: readonly ConfigProblem[];
  /** Paths of all files that were read or looked for. */
  readonly lookedFor: readonly string[];
}

export type EnvFileLayer = FileLayer<Environment>;

/** The text of a file, or what is wrong with it; neither where it is missing and nothing named it. */
export function readText(
  { files, cwd }: Folder,
  file: string,
  source: "file" | "env-file",
  naming: Naming | undefined,
): { readonly text?: string; readonly problem?: ConfigProblem } {
  const named = naming ?? { variable: "", path: "", place: { source, file } };
  try {
    const text = files.read(resolve(cwd, file));
    if (text !== undefined) return { text };
    return naming === undefined
      ? {}
      : { problem: fileProblem(named, file, "the path of a file that exists") };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { problem: fileProblem(named, file, `a file that can be read (${code ?? "it cannot"})`) };
  }
}

/** A problem with a file as a whole. Its path is no secret; its text may hold some. */
export function fileProblem(naming: Naming, received: string, expected: string): ConfigProblem {
  const { variable, path, place } = naming;
  return { variable, path, ...place, received, kind: "string", expected, example: "" };
}
