import { useCorrelated } from "../api/queries.ts";
import { hrefOf } from "../route.ts";
import { Page, Section } from "../ui/page.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { ErrorRecords } from "./error-list.tsx";

/** All errors of one request or job, in the order in which they happened. */
export function ErrorChain({ correlationId }: { correlationId: string }) {
  const query = useCorrelated(correlationId);
  return (
    <Page title="Errors of one chain" actions={<a href={hrefOf("errors")}>All errors</a>}>
      <Section
        title={correlationId}
        aside={<a href={hrefOf("jobs", undefined, { text: correlationId })}>its jobs</a>}
      >
        <Loaded query={query}>
          {(errors) =>
            errors.length === 0 ? (
              <Empty>No errors with this correlation id.</Empty>
            ) : (
              <ErrorRecords errors={errors.toSorted((one, other) => one.at.localeCompare(other.at))} />
            )
          }
        </Loaded>
      </Section>
    </Page>
  );
}
