import type { ActiveAlert } from "@pigeon/protocol";
import { useState } from "react";
import { useSilence } from "../api/actions.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogButtons } from "../ui/dialog.tsx";
import { Field } from "../ui/page.tsx";

const HOURS = [1, 4, 24, 168] as const;
const WORDS: Readonly<Record<number, string>> = { 1: "1 hour", 4: "4 hours", 24: "1 day", 168: "1 week" };

/** Silences alerts like this one: which of its labels must be the same is the reader's choice. */
export function SilenceDialog({ alert, onClose }: { alert: ActiveAlert; onClose: () => void }) {
  const labels = Object.entries(alert.labels);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    new Set(labels.flatMap(([name]) => (name === "severity" ? [] : [name]))),
  );
  const [hours, setHours] = useState<number>(4);
  const [comment, setComment] = useState("");
  const silence = useSilence();
  const toggle = (name: string, on: boolean) =>
    setChosen((before) => new Set(on ? [...before, name] : [...before].filter((each) => each !== name)));
  return (
    <Dialog title="Silence alerts like this" onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          silence.mutate({
            matchers: labels.flatMap(([label, is]) => (chosen.has(label) ? [{ label, is }] : [])),
            until: new Date(Date.now() + hours * 3_600_000).toISOString(),
            comment: comment.trim(),
          });
        }}
      >
        <fieldset>
          <legend className="text-soft mb-1.5 text-xs font-medium">Those with the same</legend>
          {labels.map(([name, value]) => (
            <label key={name} className="flex items-center gap-2 py-0.5 break-all">
              <input
                type="checkbox"
                className="size-4 shrink-0"
                checked={chosen.has(name)}
                onChange={(event) => toggle(name, event.target.checked)}
              />
              <span>
                {name} <span className="text-soft">{value}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Field label="For">
          <select className="input" value={hours} onChange={(event) => setHours(Number(event.target.value))}>
            {HOURS.map((each) => (
              <option key={each} value={each}>
                {WORDS[each]}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Why">
          <input
            className="input"
            required
            maxLength={1000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        </Field>
        <DialogButtons onClose={onClose}>
          <Button type="submit" look="main" disabled={chosen.size === 0 || comment.trim() === ""}>
            Silence
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
