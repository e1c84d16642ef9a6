import type { WorkerView } from "@pigeon/protocol";
import { useState } from "react";
import { useBreaker, useDrain, useUndrain } from "../api/actions.ts";
import { NEEDS_ADMIN, useIsAdmin } from "../api/role.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";

/** Drain, isolate and reset: the first two ask before. */
export function WorkerActions({ worker, small = false }: { worker: WorkerView; small?: boolean }) {
  const { workerId, draining, health } = worker;
  const [asking, setAsking] = useState<"drain" | "isolate">();
  const [drain, undrain, breaker] = [useDrain(), useUndrain(), useBreaker()];
  const admin = useIsAdmin();
  const needs = admin ? undefined : NEEDS_ADMIN;
  const close = () => setAsking(undefined);
  return (
    <span className="inline-flex gap-2 whitespace-normal">
      {draining ? (
        <Button
          small={small}
          disabled={!admin}
          title={needs}
          aria-label={`Undrain ${workerId}`}
          onClick={() => undrain.mutate(workerId)}
        >
          Undrain
        </Button>
      ) : (
        <Button
          small={small}
          disabled={!admin}
          title={needs}
          aria-label={`Drain ${workerId}`}
          onClick={() => setAsking("drain")}
        >
          Drain
        </Button>
      )}
      {health.breaker === "closed" ? (
        <Button
          small={small}
          look="danger"
          disabled={!admin}
          title={needs}
          aria-label={`Isolate ${workerId}`}
          onClick={() => setAsking("isolate")}
        >
          Isolate
        </Button>
      ) : (
        <Button
          small={small}
          disabled={!admin}
          title={needs}
          aria-label={`Reset the breaker of ${workerId}`}
          onClick={() => breaker.mutate({ workerId, action: "reset" })}
        >
          Reset
        </Button>
      )}
      {asking === "drain" && (
        <Confirm
          title={`Drain ${workerId}?`}
          verb="Drain"
          onClose={close}
          onConfirm={() => drain.mutate(workerId)}
        >
          It gets no new work and finishes what it holds, until the drain is taken back or it registers again.
        </Confirm>
      )}
      {asking === "isolate" && (
        <Confirm
          title={`Isolate ${workerId}?`}
          verb="Isolate"
          danger
          onClose={close}
          onConfirm={() => breaker.mutate({ workerId, action: "isolate" })}
        >
          Its breaker is held open: the hub makes no more calls to it until you reset it.
        </Confirm>
      )}
    </span>
  );
}
