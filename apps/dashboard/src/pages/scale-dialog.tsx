import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogButtons } from "../ui/dialog.tsx";
import { Field } from "../ui/page.tsx";

interface ScaleDialogProps {
  readonly wanted: number;
  readonly onScale: (count: number | "auto") => void;
  readonly onClose: () => void;
}

/** How many machines there are to be: a number, or as many as the load needs. */
export function ScaleDialog({ wanted, onScale, onClose }: ScaleDialogProps) {
  const [text, setText] = useState(String(wanted));
  const count = Number(text);
  const good = text.trim() !== "" && Number.isInteger(count) && count >= 0 && count <= 10_000;
  const choose = (to: number | "auto") => {
    onClose();
    onScale(to);
  };
  return (
    <Dialog title="Scale the fleet" onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (good) choose(count);
        }}
      >
        <p className="text-soft leading-relaxed">
          Machines that go finish their jobs first. New ones cost money from the moment they boot.
        </p>
        <Field label="Instances">
          <input
            className="input"
            inputMode="numeric"
            aria-invalid={!good}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
        <DialogButtons onClose={onClose}>
          <Button onClick={() => choose("auto")}>Follow the load</Button>
          <Button type="submit" look="main" disabled={!good}>
            Keep {good ? count : "…"}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
