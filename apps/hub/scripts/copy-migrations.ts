// The compiler leaves SQL files behind; the built store reads them from beside its own code.
import { cpSync } from "node:fs";

const from = new URL("../src/store/migrations/", import.meta.url);
cpSync(from, new URL("../dist/store/migrations/", import.meta.url), { recursive: true });
