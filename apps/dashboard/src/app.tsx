import { useWhoami } from "./api/queries.ts";
import { IsAdmin } from "./api/role.ts";
import { useToken } from "./api/token.ts";
import { Alerts } from "./pages/alerts.tsx";
import { Audit } from "./pages/audit.tsx";
import { DeadLetters } from "./pages/dead-letters.tsx";
import { Errors } from "./pages/errors.tsx";
import { FleetPage } from "./pages/fleet.tsx";
import { JobPage } from "./pages/job-page.tsx";
import { Jobs } from "./pages/jobs.tsx";
import { Overview } from "./pages/overview.tsx";
import { Settings } from "./pages/settings.tsx";
import { SignIn } from "./pages/sign-in.tsx";
import { WorkerPage } from "./pages/worker-page.tsx";
import { Workers } from "./pages/workers.tsx";
import { useRoute, type Route } from "./route.ts";
import { Shell } from "./shell.tsx";
import { isUnknownToken } from "./api/refusal.ts";

export function App() {
  const route = useRoute();
  const whoami = useWhoami();
  const token = useToken();
  const unknown = isUnknownToken(whoami.error);
  const caller = unknown ? undefined : whoami.data;
  return (
    <Shell route={route} caller={caller}>
      <IsAdmin value={caller?.role === "admin"}>
        {unknown ? <SignIn wrong={token !== undefined} /> : <Content route={route} />}
      </IsAdmin>
    </Shell>
  );
}

function Content({ route }: { route: Route }) {
  const { page, item } = route;
  switch (page) {
    case "overview":
      return <Overview />;
    case "jobs":
      return item === undefined ? <Jobs route={route} /> : <JobPage key={item} id={item} />;
    case "dead-letters":
      return <DeadLetters route={route} />;
    case "workers":
      return item === undefined ? <Workers route={route} /> : <WorkerPage key={item} id={item} />;
    case "fleet":
      return <FleetPage />;
    case "errors":
      return <Errors route={route} />;
    case "alerts":
      return <Alerts />;
    case "settings":
      return <Settings route={route} />;
    case "audit":
      return <Audit />;
  }
}
