import { resolve } from "node:path";

import type { FileSystem } from "../src/index.ts";

/** Files in memory, under the working directory unless their paths are absolute. */
export class InMemoryFiles implements FileSystem {
  readonly watched = new Map<string, (name: string | null) => void>();
  readonly #texts: Map<string, string>;

  constructor(texts: Readonly<Record<string, string>>) {
    this.#texts = new Map(Object.entries(texts).map(([path, text]) => [resolve(path), text]));
  }

  read(path: string): string | undefined {
    return this.#texts.get(path);
  }

  write(path: string, text: string): void {
    this.#texts.set(resolve(path), text);
  }

  remove(path: string): void {
    this.#texts.delete(resolve(path));
  }

  watch(folder: string, onChange: (name: string | null) => void): { close(): void } {
    this.watched.set(folder, onChange);
    return { close: () => void this.watched.delete(folder) };
  }
}
