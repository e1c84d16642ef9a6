import { connectBeanstalk, type Beanstalk } from "../beanstalk-client.ts";
import type { JobData } from "../contender.ts";
import type { WorkerPlan } from "../worker-plan.ts";
import type { Handle } from "./handle.ts";

/** A connection for each job at once: beanstalkd gives jobs back when the connection of their worker ends. */
export async function beanstalkdWorker({ connection, capacity }: WorkerPlan, handle: Handle): Promise<void> {
  const connections = await Promise.all(
    Array.from({ length: capacity }, () => connectBeanstalk(Number(connection))),
  );
  for (const one of connections) void reserveAndDelete(one, handle);
}

async function reserveAndDelete(connection: Beanstalk, handle: Handle): Promise<never> {
  let next = connection.reserve();
  for (;;) {
    const { id, body } = await next;
    await handle(JSON.parse(body) as JobData);
    const deleted = connection.delete(id);
    next = connection.reserve();
    await deleted;
  }
}
