// The least that an HTTP server can do, in a process of its own: what a round trip costs here.
import { createServer } from "node:http";

process.on("disconnect", () => process.exit(0));
const server = createServer((request, response) => {
  request.resume().on("end", () => response.end("{}"));
});
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
