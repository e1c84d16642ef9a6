import type { Store } from "../../src/store/port.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { defer } from "../../src/system.ts";
import { machine } from "./support.ts";

export const openAt = (path: string): Store => openSqliteStore({ path, machine, defer });
