import type { ReactNode } from "react";
import { useWhoami } from "../api/queries.ts";
import { Empty } from "../ui/states.tsx";

/** What only admins may see; others are told so. */
export function AdminsOnly({ what, children }: { what: string; children: ReactNode }) {
  const { data } = useWhoami();
  if (data === undefined || data.role === "admin") return <>{children}</>;
  return (
    <div className="card">
      <Empty>
        {what} can be seen with a token of the role admin only; yours, {data.name}, has the role {data.role}.
      </Empty>
    </div>
  );
}
