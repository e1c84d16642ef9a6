// The compiler leaves SQL files behind; the built stores read them from beside their own code.
import { cpSync } from "node:fs";

for (const folder of ["store/migrations/", "store/postgres/migrations/"])
  cpSync(new URL(`../src/${folder}`, import.meta.url), new URL(`../dist/${folder}`, import.meta.url), {
    recursive: true,
  });
