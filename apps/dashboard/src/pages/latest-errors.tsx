import { useErrors } from "../api/queries.ts";
import { replaceQuery, type Route } from "../route.ts";
import { Field, Section } from "../ui/page.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { ErrorRecords } from "./error-list.tsx";
import { CATEGORIES } from "./trend-bars.ts";

export function LatestErrors({ route }: { route: Route }) {
  const { category = "" } = route.query;
  const query = useErrors(category);
  return (
    <>
      <search className="mb-3 flex">
        <Field label="Category">
          <select
            className="input w-44"
            value={category}
            onChange={(event) => replaceQuery(route, { category: event.target.value })}
          >
            <option value="">any</option>
            {CATEGORIES.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </Field>
      </search>
      <Section title="The latest hundred">
        <Loaded query={query}>
          {(errors) => (errors.length === 0 ? <Empty>No errors.</Empty> : <ErrorRecords errors={errors} />)}
        </Loaded>
      </Section>
    </>
  );
}
