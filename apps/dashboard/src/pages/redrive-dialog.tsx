import type { Job } from "@pigeon/protocol";
import { useId, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogButtons } from "../ui/dialog.tsx";
import { readPayload } from "./read-payload.ts";

interface RedriveDialogProps {
  readonly job: Pick<Job, "id" | "payload">;
  readonly onRedrive: (change: { payload?: unknown }) => void;
  readonly onClose: () => void;
}

/** Sends a dead job back, with its payload mended if need be. */
export function RedriveDialog({ job, onRedrive, onClose }: RedriveDialogProps) {
  const before = JSON.stringify(job.payload, null, 2);
  const [text, setText] = useState(before);
  const id = useId();
  const read = readPayload(text);
  const changed = text !== before;
  return (
    <Dialog title="Send this job back to the queue" onClose={onClose} wide>
      <p className="text-soft mb-3 leading-relaxed">
        It gets all its attempts anew and keeps its history. The payload can be mended before.
      </p>
      <label htmlFor={id} className="text-soft text-xs font-medium">
        Payload (JSON)
      </label>
      <textarea
        id={id}
        rows={12}
        spellCheck={false}
        value={text}
        aria-invalid={!read.ok}
        aria-describedby={`${id}-problem`}
        onChange={(event) => setText(event.target.value)}
        className="input mt-1 mb-1 h-auto w-full py-2 font-mono text-xs leading-relaxed"
      />
      <p id={`${id}-problem`} role="status" className="text-bad mb-3 min-h-4 text-xs">
        {read.ok ? "" : read.problem}
      </p>
      <DialogButtons onClose={onClose}>
        <Button
          look="main"
          disabled={!read.ok}
          onClick={() => {
            onClose();
            onRedrive(changed && read.ok ? { payload: read.payload } : {});
          }}
        >
          {changed ? "Redrive with this payload" : "Redrive"}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
