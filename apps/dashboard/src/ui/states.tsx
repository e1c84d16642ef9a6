import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isAway } from "../api/refusal.ts";
import { Button } from "./button.tsx";

/**
 * What a query has to show, or why it has nothing. What it had before stays when a later try fails; that the hub does
 * not answer is said once, above it all.
 */
export function Loaded<T>({
  query,
  children,
}: {
  query: Pick<UseQueryResult<T>, "data" | "error" | "refetch">;
  children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = query;
  if (data === undefined && error === null) return <p className="text-soft p-4">Loading…</p>;
  return (
    <>
      {error !== null && !(data !== undefined && isAway(error)) && (
        <div role="alert" className="tint-bad mb-3 flex items-center justify-between gap-3 rounded-lg p-3">
          <span>{error.message}</span>
          <Button small onClick={() => void refetch()}>
            Try again
          </Button>
        </div>
      )}
      {data !== undefined && children(data)}
    </>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return <p className="text-soft p-6 text-center [&_a]:underline">{children}</p>;
}
