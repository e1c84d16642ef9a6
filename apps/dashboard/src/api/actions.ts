import type { Job, SilenceRequest } from "@pigeon/protocol";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { countOf } from "../format.ts";
import { useToast } from "../ui/toast.tsx";
import { call } from "./call.ts";
import type { Topic } from "./queries.ts";

const id = encodeURIComponent;

/** One thing that an operator can do: what it is called, what it asks of the hub, and what is old after it. */
interface Action<Input> {
  readonly perform: (input: Input) => Promise<unknown>;
  readonly done: (input: Input, answer: unknown) => string;
  readonly changes: readonly Topic[];
}

function useAction<Input>({ perform, done, changes }: Action<Input>) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: perform,
    onSuccess: (answer, input) => toast("good", done(input, answer)),
    onError: (error) => toast("bad", error.message),
    onSettled: () =>
      Promise.all([...changes, "audit"].map((topic) => client.invalidateQueries({ queryKey: [topic] }))),
  });
}

const JOBS: readonly Topic[] = ["jobs", "dead-letters", "status"];

export const useCancelJob = () =>
  useAction<string>({
    perform: (jobId) => call("POST", `v1/jobs/${id(jobId)}/cancel`),
    done: () => "The job is cancelled.",
    changes: JOBS,
  });

export const useRedrive = () =>
  useAction<{ id: string; payload?: unknown }>({
    perform: ({ id: jobId, ...payload }) =>
      call<Job>("POST", `v1/dead-letters/${id(jobId)}/redrive`, { body: payload }),
    done: (input) => `The job is queued again${"payload" in input ? " with the new payload" : ""}.`,
    changes: JOBS,
  });

/** One request after the other: each is a job of its own, and the first refusal ends it. */
export const useRedriveEach = () =>
  useAction<readonly string[]>({
    perform: async (ids) => {
      for (const each of ids) await call("POST", `v1/dead-letters/${id(each)}/redrive`);
    },
    done: (ids) => `${jobs(ids.length)} queued again.`,
    changes: JOBS,
  });

export const useRedriveAll = () =>
  useAction<{ type: string | undefined; fingerprint: string | undefined }>({
    perform: (filter) => call("POST", "v1/dead-letters/redrive", { body: filter }),
    done: (_filter, answer) => `${jobs((answer as { redriven: number }).redriven)} queued again.`,
    changes: JOBS,
  });

export const useDeleteEach = () =>
  useAction<readonly string[]>({
    perform: async (ids) => {
      for (const each of ids) await call("DELETE", `v1/dead-letters/${id(each)}`);
    },
    done: (ids) => `${jobs(ids.length)} deleted.`,
    changes: JOBS,
  });

export const useDrain = () =>
  useAction<string>({
    perform: (workerId) => call("POST", `v1/workers/${id(workerId)}/drain`),
    done: (workerId) => `${workerId} takes no new work and finishes what it holds.`,
    changes: ["workers"],
  });

export const useUndrain = () =>
  useAction<string>({
    perform: (workerId) => call("POST", `v1/workers/${id(workerId)}/undrain`),
    done: (workerId) => `${workerId} takes new work again.`,
    changes: ["workers"],
  });

export const useRemove = () =>
  useAction<string>({
    perform: (workerId) => call("DELETE", `v1/workers/${id(workerId)}`),
    done: (workerId) => `${workerId} is removed.`,
    changes: ["workers"],
  });

export const useBreaker = () =>
  useAction<{ workerId: string; action: "isolate" | "reset" }>({
    perform: ({ workerId, action }) => call("POST", `v1/breakers/${id(`worker:${workerId}`)}/${action}`),
    done: ({ workerId, action }) =>
      action === "isolate"
        ? `${workerId} is isolated: it gets no calls.`
        : `The breaker of ${workerId} is closed.`,
    changes: ["workers"],
  });

export const useScale = () =>
  useAction<number | "auto">({
    perform: (count) => call("POST", "v1/fleet/scale", { body: { count } }),
    done: (count) => (count === "auto" ? "The fleet follows the load." : `The fleet goes to ${count}.`),
    changes: ["fleet"],
  });

export const useAcknowledge = () =>
  useAction<string>({
    perform: (key) => call("POST", "v1/alerts/acknowledge", { body: { key } }),
    done: () => "Acknowledged: nobody is reminded any more.",
    changes: ["alerts"],
  });

export const useSilence = () =>
  useAction<SilenceRequest>({
    perform: (request) => call("POST", "v1/silences", { body: request }),
    done: () => "Silenced.",
    changes: ["alerts"],
  });

export const useUnsilence = () =>
  useAction<string>({
    perform: (silence) => call("DELETE", `v1/silences/${id(silence)}`),
    done: () => "The silence is over.",
    changes: ["alerts"],
  });

function jobs(count: number): string {
  return `${countOf(count, "job")} ${count === 1 ? "is" : "are"}`;
}
