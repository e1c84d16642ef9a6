import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isatty } from "node:tty";
import { EXIT } from "./exit-codes.ts";
import type { Io, Output } from "./io.ts";
import { Interrupted } from "./problems.ts";

function output(name: "stdout" | "stderr"): Output {
  const stream = process[name];
  stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`| head`) closes the pipe: that is no failure.
    if (code === "EPIPE") process.exit(EXIT.ok);
    if (name === "stdout")
      writeSync(process.stderr.fd, `pigeon: stdout cannot be written to (${code ?? message})\n`);
    process.exit(EXIT.failed);
  });
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return isatty(stream.fd);
    },
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

/** Signals are listened to once somebody asks for it: `pigeon hub` has its own way to stop. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort(new Interrupted());
      // A read of it that is under way would keep the process.
      process.stdin.destroy();
    });
  }
  return controller.signal;
}

/** The process that this is. */
export function realIo(): Io {
  let signal: AbortSignal | undefined;
  return {
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: output("stdout"),
    stderr: output("stderr"),
    get signal() {
      return (signal ??= interruption());
    },
    now: () => Date.now(),
    async sleep(ms, signal) {
      try {
        await sleep(ms, undefined, { signal });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
  };
}
