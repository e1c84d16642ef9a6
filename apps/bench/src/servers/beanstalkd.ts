import { setTimeout as sleep } from "node:timers/promises";
import { connectBeanstalk } from "../beanstalk-client.ts";
import { end, freePort, runProgram } from "../processes.ts";
import type { Server } from "./redis.ts";

/** beanstalkd with its log in `folder`, synced with every change. It says nothing when it is ready. */
export async function startBeanstalkd(folder: string): Promise<Server> {
  const port = await freePort();
  const args = ["-l", "127.0.0.1", "-p", String(port), "-b", folder, "-f", "0"];
  const child = runProgram("beanstalkd", args);
  for (let tries = 0; ; tries += 1) {
    try {
      (await connectBeanstalk(port)).close();
      return { port, stop: () => end(child, "SIGKILL") };
    } catch (error) {
      if (tries > 100) throw error;
      await sleep(20);
    }
  }
}
