import { createBreaker } from "@pigeon/breaker";

const breaker = createBreaker({ name: "socket", failureThreshold: 2 });

/** Work that begins in one place and ends in another, as on a connection with many messages. */
function send(message: string, whenAnswered: (callback: (error?: Error) => void) => void): void {
  const acquired = breaker.tryAcquire();
  if (!acquired.ok) {
    console.log(`${message}: ${acquired.error.code}`);
    return;
  }
  whenAnswered((error) => {
    if (error === undefined) acquired.permit.success();
    else acquired.permit.failure(error);
    console.log(`${message}: ${error?.message ?? "answered"}`);
  });
}

send("one", (callback) => callback());
send("two", (callback) => callback(new Error("reset")));
send("three", (callback) => callback(new Error("reset")));
send("four", (callback) => callback());
