import { createServer } from "node:http";
import { withHttpRetry } from "@pigeon/retry";

// A server that is busy at first and says for how long.
let requests = 0;
const server = createServer((_request, response) => {
  requests += 1;
  if (requests === 1) response.writeHead(503, { "retry-after": "1" }).end();
  else response.end("hello");
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = server.address();
const port = typeof address === "object" ? address?.port : undefined;

const text = await withHttpRetry(
  async ({ signal }) => {
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal });
    // Read the body here, where the timeouts still guard it; a failed Response goes out as it is.
    return response.ok ? await response.text() : response;
  },
  {
    baseDelayMs: 100,
    attemptTimeoutMs: 2000,
    totalTimeoutMs: 10_000,
    onRetry: ({ error, delayMs }) => console.log(`${String(error)}, again in ${delayMs} ms`),
  },
);

console.log(text instanceof Response ? `status ${text.status}` : text);
server.close();
