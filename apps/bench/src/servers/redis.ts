import { end, freePort, startProgram } from "../processes.ts";

export interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

/** Redis with an append-only file and nothing else changed. */
export async function startRedis(folder: string, appendfsync: "always" | "everysec"): Promise<Server> {
  const port = await freePort();
  const settings = { port, bind: "127.0.0.1", dir: folder, save: "", appendonly: "yes", appendfsync };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { child } = await startProgram("redis-server", args, /Ready to accept connections/);
  return { port, stop: () => end(child, "SIGKILL") };
}
