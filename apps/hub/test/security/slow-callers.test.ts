import { connect, type AddressInfo, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createServer, type Patience } from "../../src/http/server.ts";

const AUTH_LINES = "POST /echo HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n";

/** A server like the hub's whose patience ends within the test. */
async function impatient(patience: Partial<Patience>, maxConnections?: number): Promise<() => Socket> {
  const server = createServer({
    onFailure: () => {},
    patience: { headersMs: 60_000, requestMs: 60_000, silenceMs: 60_000, checkEveryMs: 20, ...patience },
    ...(maxConnections === undefined ? {} : { maxConnections }),
  });
  server.post("/echo", async (request) => ({ got: request.body }));
  server.get("/never", () => new Promise(() => {}));
  await server.listen({ port: 0, host: "127.0.0.1" });
  const sockets: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.server.closeAllConnections();
    await server.close();
  });
  const { port } = server.server.address() as AddressInfo;
  return () => {
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    return socket;
  };
}

/** Everything that comes until the server ends the connection. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = "";
  socket.on("error", () => {});
  socket.on("data", (chunk) => (text += String(chunk)));
  await new Promise((resolve) => socket.once("close", resolve));
  return text;
}

test("a caller that never says anything is let go", async () => {
  const open = await impatient({ headersMs: 100 });
  expect(await untilClosed(open())).toMatch(/^(HTTP\/1\.1 408 |$)/);
});

test("headers that trickle in are not waited for", async () => {
  const open = await impatient({ headersMs: 150 });
  const socket = open();
  socket.write("GET /never HTTP/1.1\r\nhost: h\r\n");
  const drip = setInterval(() => socket.write("x: y\r\n"), 10);
  onTestFinished(() => clearInterval(drip));
  const answer = await untilClosed(socket);
  expect(answer).toMatch(
    /^HTTP\/1\.1 408 .*application\/problem\+json.*connection: close.*too long to arrive/s,
  );
});

test("a body that trickles in is not waited for", async () => {
  const open = await impatient({ requestMs: 150, headersMs: 100 });
  const socket = open();
  socket.write(`${AUTH_LINES}content-length: 10000\r\n\r\n`);
  const drip = setInterval(() => socket.write("1"), 10);
  onTestFinished(() => clearInterval(drip));
  expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 408 .*too long to arrive/s);
});

test("a caller that stays silent over its answer is let go", async () => {
  const open = await impatient({ silenceMs: 100 });
  const socket = open();
  socket.write("GET /never HTTP/1.1\r\nhost: h\r\n\r\n");
  expect(await untilClosed(socket)).toBe("");
});

test("a caller in time is served, and its connection kept", async () => {
  const open = await impatient({ requestMs: 5_000, headersMs: 5_000 });
  const socket = open();
  const answers: string[] = [];
  socket.on("data", (chunk) => answers.push(String(chunk)));
  for (const round of [1, 2]) {
    socket.write(`${AUTH_LINES}content-length: 2\r\n\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.write("[]");
    await expect.poll(() => answers.length).toBe(round);
  }
  expect(answers.join("")).toMatch(/^HTTP\/1\.1 200 OK.*\{"got":\[\]\}HTTP\/1\.1 200 OK.*\{"got":\[\]\}$/s);
});

test("connections beyond the bound are closed at once, and one that ends makes room", async () => {
  const open = await impatient({}, 2);
  const [first, second] = [open(), open()];
  await Promise.all(
    [first, second].map((socket) => new Promise((resolve) => socket.once("connect", resolve))),
  );
  // The server has counted both once it answers the second.
  const served = new Promise((resolve) => second.once("data", resolve));
  second.write("GET /nothing HTTP/1.1\r\nhost: h\r\n\r\n");
  await served;
  expect(await untilClosed(open())).toBe("");
  first.destroy();
  await expect
    .poll(async () => {
      const third = open();
      third.end("GET /nothing HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n");
      return await untilClosed(third);
    })
    .toContain("HTTP/1.1 404");
});
