import { basename, dirname, resolve } from "node:path";

import { assemble } from "./assemble.ts";
import { findChanges, type ConfigChange } from "./diff.ts";
import { loadOrThrow, type AnyLoadOptions, type Loaded, type LoadOptions } from "./load.ts";
import { ConfigError } from "./problem.ts";
import type { Schema } from "./schema/compile.ts";
import { currentFolder, realFiles, realTimer, type Timer } from "./system.ts";

/** What is told of a configuration that changed. */
export interface ConfigUpdate<T> {
  readonly config: T;
  readonly before: T;
  /** At least one. */
  readonly changes: readonly ConfigChange[];
}

/** What {@link Config.watch} is given. */
export interface WatchOptions<T> extends LoadOptions<T> {
  /** Told of each version that differs from the one before. */
  readonly onChange: (update: ConfigUpdate<T>) => void;
  /** Told of a version that cannot be used; the one before stays in force. Default: nobody is. */
  readonly onInvalid?: ((error: ConfigError) => void) | undefined;
  /** How long the files must be quiet before they are read, in ms. Default: 100. */
  readonly debounceMs?: number | undefined;
  /** Where time comes from. Default: the clock of this machine. */
  readonly timer?: Timer | undefined;
}

/** A configuration that follows its files. */
export interface ConfigWatch<T> {
  /** The version in force: the last good one. */
  readonly config: T;
  /** Reads all layers now, as for a signal; true if the version then in force is what they say. */
  reload(): boolean;
  /** Follows no longer. The version in force stays. */
  close(): void;
}

/** Watch options of which the types are forgotten. */
export type AnyWatchOptions = AnyLoadOptions &
  Pick<WatchOptions<never>, "onInvalid" | "debounceMs" | "timer"> & {
    readonly onChange: (update: ConfigUpdate<never>) => void;
  };

export function watchLayers(schema: Schema, options: AnyWatchOptions): ConfigWatch<object> {
  const { onChange, onInvalid, debounceMs = 100, timer = realTimer, files = realFiles } = options;
  const cwd = options.cwd ?? currentFolder();
  let current = loadOrThrow(schema, options);
  let config = assemble(current.values);
  let cancel: (() => void) | undefined;
  let closed = false;
  const watched = new Map<string, { readonly names: Set<string>; readonly close: () => void }>();

  const reload = (): boolean => {
    cancel?.();
    cancel = undefined;
    let next: Loaded;
    try {
      next = loadOrThrow(schema, options);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      onInvalid?.(error);
      return false;
    }
    const changes = findChanges(schema, current.values, next.values);
    current = next;
    follow(next.lookedFor);
    if (changes.length === 0) return true;
    const before = config;
    config = assemble(next.values);
    onChange({ config: config as never, before: before as never, changes });
    return true;
  };

  const notice = (name: string | null, names: ReadonlySet<string>): void => {
    // Kubernetes swaps the link "..data" when it brings a new version of mounted files.
    if (closed || (name !== null && !names.has(name) && !name.startsWith(".."))) return;
    cancel?.();
    cancel = timer(debounceMs, reload);
  };

  // Folders, not files: editors put a new file in the place of the old one, which a watch of that would miss.
  const follow = (paths: readonly string[]): void => {
    for (const path of paths.map((each) => resolve(cwd, each))) {
      const folder = dirname(path);
      const known = watched.get(folder);
      if (known !== undefined) {
        known.names.add(basename(path));
        continue;
      }
      const names = new Set([basename(path)]);
      const watcher = files.watch(folder, (name) => notice(name, names));
      watched.set(folder, { names, close: () => watcher.close() });
    }
  };

  follow(current.lookedFor);
  return {
    get config() {
      return config;
    },
    reload,
    close() {
      closed = true;
      cancel?.();
      for (const { close } of watched.values()) close();
      watched.clear();
    },
  };
}
