import { BreakerOpenError, createBreakers } from "@pigeon/breaker";

// One set for the whole process; each name gets a breaker of its own on first use.
const breakers = createBreakers({ failureThreshold: 3, timeoutMs: 2_000, recoveryTimeoutMs: 10_000 });

breakers.on("stateChange", ({ name, from, to, reason }) => {
  console.log(`${name}: ${from} -> ${to} (${reason})`);
});

// A dependency that is down. A real one would be: ({ signal }) => fetch(url, { signal })
async function charge(): Promise<string> {
  throw new Error("connection refused");
}

for (let attempt = 1; attempt <= 4; attempt += 1) {
  try {
    await breakers.call("payments", charge);
  } catch (error) {
    if (error instanceof BreakerOpenError) console.log(`turned away, not called: ${error.code}`);
    else console.log(`called, and failed: ${String(error)}`);
  }
}

console.log(`payments is ${breakers.state("payments")}`);
breakers.reset("payments");
