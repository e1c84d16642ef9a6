import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Injection {
  /** How many system calls were tampered with so far. */
  readonly count: number;
  /** From here on the system calls are as ever. */
  readonly end: () => Promise<void>;
}

/** Tampers with the syncs to disk of a running process, such as `error=EIO` or `delay_enter=100000` (in µs). */
export async function injectIntoSyncs(pid: number, fault: string): Promise<Injection> {
  if (spawnSync("strace", ["-V"]).status !== 0) {
    throw new Error("this test makes fsync fail by strace: install it (apt-get install strace)");
  }
  const calls = "fsync,fdatasync";
  const args = ["-f", "-p", String(pid), "-e", `trace=${calls}`, "-e", `inject=${calls}:${fault}`];
  const strace = spawn("strace", args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(strace, "exit");
  let count = 0;
  const said: string[] = [];
  const attached = new Promise<true>((resolve) => {
    createInterface({ input: strace.stderr }).on("line", (line) => {
      if (/\(INJECTED\)|\(DELAYED\)/.test(line)) count += 1;
      if (said.length < 10) said.push(line);
      if (line.includes("attached")) resolve(true);
    });
  });
  if ((await Promise.race([attached, ended])) !== true) {
    throw new Error(`strace may not look into the hub: ${said.join("; ")}; allow ptrace (CAP_SYS_PTRACE)`);
  }
  return {
    get count() {
      return count;
    },
    end: async () => {
      if (strace.exitCode !== null || strace.signalCode !== null) return;
      strace.kill("SIGINT");
      await ended;
    },
  };
}
