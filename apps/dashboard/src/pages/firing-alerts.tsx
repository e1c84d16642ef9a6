import { useAlerts } from "../api/queries.ts";
import { hrefOf } from "../route.ts";
import { worstFirst } from "./worst-first.ts";
import { Ago } from "../ui/ago.tsx";
import { Badge, SEVERITY_TONES } from "../ui/badge.tsx";

const SHOWN = 3;

/** What needs a person now, before anything else. */
export function FiringAlerts() {
  const alerts = worstFirst(useAlerts().data?.alerts ?? []);
  if (alerts.length === 0) return null;
  return (
    <section aria-label="Firing alerts" className="card border-bad mb-4 px-4 py-3">
      <h2 className="sr-only">Firing alerts</h2>
      <ul className="flex flex-col gap-1.5">
        {alerts.slice(0, SHOWN).map(({ key, severity, summary, startsAt, acknowledged }) => (
          <li key={key} className="wrap-anywhere">
            <Badge tone={SEVERITY_TONES[severity]}>{severity}</Badge> {summary}{" "}
            <span className="text-soft text-xs">
              <Ago at={startsAt} />
              {acknowledged !== undefined && `, ${acknowledged.by} looks after it`}
            </span>
          </li>
        ))}
      </ul>
      <a href={hrefOf("alerts")} className="mt-2 inline-block text-xs">
        {alerts.length > SHOWN ? `all ${alerts.length} alerts` : "to the alerts"}
      </a>
    </section>
  );
}
