import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

/** What must not outlive the check. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

export interface Started {
  /** What it has written so far. */
  readonly output: () => string;
  readonly kill: () => Promise<void>;
}

/** Starts a program. Its output is kept, for a complaint. */
export function start(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Started {
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += String(chunk)));
  child.once("error", (error) => (text += String(error)));
  child.once("exit", (code) => {
    running.delete(child);
    text += `\n(${program} ended with ${String(code)})`;
  });
  return {
    output: () => text,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** Runs a program to its end. Throws an error with all that it wrote when it fails. */
export function runTool(program: string, args: readonly string[], input = ""): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { input, encoding: "utf8" });
  if (error !== undefined) throw error;
  const said = `${stdout}${stderr}`.trim();
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed:\n${said}`);
  return said;
}

/** The first of the names that this machine has. */
export function found(...names: readonly string[]): string | undefined {
  return names.find((name) => spawnSync("which", [name]).status === 0);
}

/** A port that nobody has now. For programs that cannot say which one they took. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Asks until the answer is something. Throws what `complaint` says when it stays nothing. */
export async function until<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  complaint: () => string,
  withinMs = 20_000,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await Promise.resolve(ask()).catch(() => undefined);
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(complaint());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
