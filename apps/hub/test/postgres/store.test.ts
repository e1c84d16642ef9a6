import { describeStore } from "../store/conformance.ts";
import { testDatabase } from "./database.ts";

const database = await testDatabase();
// Each run has a store of its own, and each answer is a turn to a server.
describeStore("PostgreSQL", database.fresh, 20);
