import { createServer } from "node:http";
import { createChaos, httpResponse } from "@pigeon/chaos";
import { Agent, request } from "undici";

const server = createServer((request, response) => response.end(`done: ${request.method}`));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = server.address();
const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/jobs`;

const chaos = createChaos({
  enabled: true,
  seed: 1,
  rules: [
    // The first two reads are turned away, and every write loses its answer once the work is done.
    {
      kind: "outcome",
      rate: 1,
      limit: 2,
      target: { method: "GET" },
      result: httpResponse({ status: 503, headers: { "retry-after": "1" } }),
    },
    { kind: "fault", rate: 1, when: "after", target: { method: "POST", url: /\/jobs$/ } },
  ],
});

const fetch = chaos.fetch();
for (let read = 1; read <= 3; read += 1) console.log("GET", (await fetch(url)).status);

const dispatcher = new Agent().compose(chaos.interceptor());
try {
  await request(url, { method: "POST", dispatcher });
} catch (error) {
  console.log("POST", String(error));
}
await dispatcher.close();
server.close();
