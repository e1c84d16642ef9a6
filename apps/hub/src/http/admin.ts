import { createReadStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import type { FastifyInstance } from "fastify";
import type { Hub } from "../hub-parts.ts";
import { ProblemError } from "./problem.ts";

/** What only those who run the hub may do. */
export function adminRoutes(server: FastifyInstance, { gate, store }: Hub): void {
  let underWay = false;

  server.post("/v1/admin/backup", async (request, reply) => {
    gate.allow(request, "admin");
    if (store.backup === undefined) {
      throw new ProblemError(409, "this hub's store has no file of its own; back it up with its own tools");
    }
    // Each copy takes the room of the whole store for as long as it is sent.
    if (underWay) throw new ProblemError(409, "a backup is under way; ask again when it is done");
    underWay = true;
    try {
      const file = await store.backup();
      const handle = await open(file);
      // Without a name the copy is gone with the last who reads it, whatever happens.
      await rm(file, { force: true });
      const { size } = await handle.stat();
      const stream = createReadStream("", { fd: handle });
      stream.once("close", () => (underWay = false));
      return await reply.header("content-length", size).type("application/vnd.sqlite3").send(stream);
    } catch (error) {
      underWay = false;
      throw error;
    }
  });
}
