import { ago, fullTime } from "../format.ts";
import { useNow } from "./now.ts";

export function Ago({ at }: { at: string | undefined }) {
  const now = useNow();
  if (at === undefined) return <span>never</span>;
  return (
    <time dateTime={at} title={fullTime(at)} className="whitespace-nowrap">
      {ago(at, now)}
    </time>
  );
}
