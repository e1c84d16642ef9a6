import type { ComponentProps } from "react";

const LOOKS = {
  plain: "bg-surface border-line text-ink hover:bg-raised border",
  main: "bg-accent text-on-accent hover:brightness-110",
  danger: "border-bad text-bad bg-surface hover:bg-raised border",
} as const;

export interface ButtonProps extends ComponentProps<"button"> {
  readonly look?: keyof typeof LOOKS;
  readonly small?: boolean;
}

export function Button({ look = "plain", small = false, className = "", ...rest }: ButtonProps) {
  const size = small ? "h-7 px-2 text-xs" : "h-9 px-3";
  return (
    <button
      type="button"
      {...rest}
      className={`shrink-0 rounded-md font-medium whitespace-nowrap disabled:opacity-60 ${size} ${LOOKS[look]} ${className}`}
    />
  );
}
