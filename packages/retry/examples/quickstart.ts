import { retry, RetryExhaustedError } from "@pigeon/retry";

let calls = 0;

async function readSensor(): Promise<number> {
  calls += 1;
  if (calls < 3) throw new Error("sensor is busy");
  return 21.5;
}

try {
  const celsius = await retry(readSensor, {
    maxRetries: 4,
    baseDelayMs: 50,
    onRetry: ({ attempt, error }) => console.log(`attempt ${attempt}: ${String(error)}`),
  });
  console.log(`${celsius} degrees after ${calls} calls`);
} catch (error) {
  if (!(error instanceof RetryExhaustedError)) throw error;
  console.log(`${error.attempts.length} attempts, the last one: ${String(error.cause)}`);
}
