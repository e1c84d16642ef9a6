import { sparklinePath } from "./sparkline-path.ts";

const [WIDTH, HEIGHT] = [56, 20];

/** The course of a few values, without axes: the figures stand beside it. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  if (values.length < 2) return null;
  return (
    <svg
      role="img"
      aria-label={label}
      width={WIDTH}
      height={HEIGHT}
      className="text-accent mr-2 inline-block align-middle"
    >
      <path d={sparklinePath(values, WIDTH, HEIGHT)} fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}
