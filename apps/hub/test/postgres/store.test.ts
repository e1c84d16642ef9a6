import { describeStore } from "../store/conformance.ts";
import { describeReplicas } from "../store/conformance/replicas.ts";
import { testDatabase } from "./database.ts";

const database = await testDatabase();
// Each run has a store of its own, and each answer is a turn to a server.
describeStore("PostgreSQL", database.fresh, 20);
describeReplicas("PostgreSQL", async () => {
  await (await database.fresh()).close();
  return {
    open: () => database.open(),
    age: async (ms) => {
      await database.sql(`UPDATE pigeon.replicas SET lease_until = lease_until - interval '${ms} ms'`);
    },
  };
});
