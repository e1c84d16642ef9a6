import type { WorkerView } from "@pigeon/protocol";
import { useState } from "react";
import { useBreaker, useDrain, useRemove, useUndrain } from "../api/actions.ts";
import { NEEDS_ADMIN, useIsAdmin } from "../api/role.ts";
import { Button, type ButtonProps } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";

interface Props {
  readonly worker: WorkerView;
  readonly small?: boolean;
}
interface Question {
  readonly workerId: string;
  readonly onClose: () => void;
}

/** Drain, isolate and what takes them back; on its own page also remove. A long list has many of these: what few of them need comes when it is needed. */
export function WorkerActions({ worker: { workerId, draining, health }, small = false }: Props) {
  const [asking, setAsking] = useState<"drain" | "isolate" | "remove">();
  const admin = useIsAdmin();
  const usual = { small, disabled: !admin, title: admin ? undefined : NEEDS_ADMIN };
  const close = () => setAsking(undefined);
  return (
    <span className="inline-flex gap-2 whitespace-normal">
      {draining ? (
        <UndrainButton workerId={workerId} {...usual} />
      ) : (
        <Button {...usual} aria-label={`Drain ${workerId}`} onClick={() => setAsking("drain")}>
          Drain
        </Button>
      )}
      {health.breaker === "closed" ? (
        <Button
          {...usual}
          look="danger"
          aria-label={`Isolate ${workerId}`}
          onClick={() => setAsking("isolate")}
        >
          Isolate
        </Button>
      ) : (
        <ResetButton workerId={workerId} {...usual} />
      )}
      {!small && (
        <Button
          {...usual}
          look="danger"
          aria-label={`Remove ${workerId}`}
          onClick={() => setAsking("remove")}
        >
          Remove
        </Button>
      )}
      {asking === "drain" && <AskDrain workerId={workerId} onClose={close} />}
      {asking === "isolate" && <AskIsolate workerId={workerId} onClose={close} />}
      {asking === "remove" && <AskRemove workerId={workerId} onClose={close} />}
    </span>
  );
}

function UndrainButton({ workerId, ...rest }: ButtonProps & { workerId: string }) {
  const undrain = useUndrain();
  return (
    <Button {...rest} aria-label={`Undrain ${workerId}`} onClick={() => undrain.mutate(workerId)}>
      Undrain
    </Button>
  );
}

function ResetButton({ workerId, ...rest }: ButtonProps & { workerId: string }) {
  const breaker = useBreaker();
  return (
    <Button
      {...rest}
      aria-label={`Reset the breaker of ${workerId}`}
      onClick={() => breaker.mutate({ workerId, action: "reset" })}
    >
      Reset
    </Button>
  );
}

function AskDrain({ workerId, onClose }: Question) {
  const drain = useDrain();
  return (
    <Confirm
      title={`Drain ${workerId}?`}
      verb="Drain"
      onClose={onClose}
      onConfirm={() => drain.mutate(workerId)}
    >
      It gets no new work and finishes what it holds, until the drain is taken back or it registers again.
    </Confirm>
  );
}

function AskIsolate({ workerId, onClose }: Question) {
  const breaker = useBreaker();
  const isolate = () => breaker.mutate({ workerId, action: "isolate" });
  return (
    <Confirm title={`Isolate ${workerId}?`} verb="Isolate" danger onClose={onClose} onConfirm={isolate}>
      Its breaker is held open: the hub makes no more calls to it until you reset it.
    </Confirm>
  );
}

function AskRemove({ workerId, onClose }: Question) {
  const remove = useRemove();
  return (
    <Confirm
      title={`Remove ${workerId}?`}
      verb="Remove"
      danger
      onClose={onClose}
      onConfirm={() => remove.mutate(workerId)}
    >
      The jobs it holds run elsewhere, from their beginning. If it still runs, it registers again: drain it
      instead.
    </Confirm>
  );
}
