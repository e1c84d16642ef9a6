import { join } from "node:path";
import { describeStore } from "./conformance.ts";
import { folder } from "./folder.ts";
import { openAt } from "./open-at.ts";

describeStore("SQLite in a file", async () => openAt(join(folder(), "pigeon.db")));
describeStore("SQLite in memory", async () => openAt(":memory:"));
