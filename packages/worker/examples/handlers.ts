import type { Handlers } from "@pigeon/worker";

export const handlers: Handlers = {
  "text.upper": (job) => String(job.payload).toUpperCase(),
  "text.fetch": async (job, { signal }) => {
    const response = await fetch(String(job.payload), { signal });
    return { status: response.status, text: await response.text() };
  },
};
