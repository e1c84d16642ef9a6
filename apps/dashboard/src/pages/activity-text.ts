import type { JobCause } from "@pigeon/protocol";
import type { Tone } from "../ui/badge.tsx";
import type { Activity } from "../live/live-state.ts";

const CAUSES: Readonly<Record<JobCause, readonly [tone: Tone, words: string]>> = {
  submit: ["idle", "came"],
  lease: ["info", "started"],
  succeed: ["ok", "succeeded"],
  fail: ["bad", "failed"],
  timeout: ["bad", "ran out of time"],
  lose: ["bad", "lost its worker"],
  release: ["idle", "given back"],
  cancel: ["warn", "cancelled"],
  redrive: ["info", "redriven"],
};

/** One thing that happened, in a word and a line. */
export interface Described {
  readonly tone: Tone;
  readonly word: string;
  readonly text: string;
  readonly job?: string;
  readonly worker?: string;
}

export function describe(activity: Activity): Described {
  switch (activity.kind) {
    case "job": {
      const { id, type, cause, workerId, attempt, state } = activity.data;
      const [tone, word] = CAUSES[cause];
      const more = state === "dead" ? ", now a dead letter" : attempt > 1 ? `, attempt ${attempt}` : "";
      return {
        tone,
        word,
        text: `${type}${more}`,
        job: id,
        ...(workerId === undefined ? {} : { worker: workerId }),
      };
    }
    case "worker": {
      const { workerId, change, status, reasons = [] } = activity.data;
      const tone =
        status === "healthy" ? "ok" : status === "unhealthy" ? "bad" : status === undefined ? "idle" : "warn";
      return { tone, word: status ?? change, text: reasons.join("; "), worker: workerId };
    }
    case "breaker": {
      const { name, from, to } = activity.data;
      return { tone: to === "closed" ? "ok" : "bad", word: `breaker ${to}`, text: `${name}, before ${from}` };
    }
    case "fleet": {
      const { suspect, reason } = activity.data;
      return { tone: suspect ? "bad" : "ok", word: suspect ? "fleet suspect" : "fleet calm", text: reason };
    }
    case "alert": {
      const { change, alert } = activity.data;
      return { tone: change === "fired" ? "bad" : "ok", word: `alert ${change}`, text: alert.summary };
    }
  }
}
