import { shortId } from "../format.ts";
import { hrefOf } from "../route.ts";

export function JobLink({ id, full = false }: { id: string; full?: boolean }) {
  return (
    <a href={hrefOf("jobs", id)} title={id} className="font-mono text-xs">
      {full ? id : shortId(id)}
    </a>
  );
}

export function WorkerLink({ id }: { id: string }) {
  return (
    <a href={hrefOf("workers", id)} title={id}>
      {id}
    </a>
  );
}
