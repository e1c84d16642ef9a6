/** What of a request says what was done, and to what. */
export interface ActionRequest {
  readonly method: string;
  /** As it was registered, such as `/v1/jobs/:id/cancel`. */
  readonly route: string | undefined;
  readonly params: unknown;
  readonly body: unknown;
}

interface Action {
  readonly name: string;
  readonly target: (request: ActionRequest) => string;
}

const MAX_TARGET = 500;

const param =
  (name: string) =>
  ({ params }: ActionRequest): string =>
    String((params as Record<string, string>)[name]);
const field =
  (name: string) =>
  ({ body }: ActionRequest): string => {
    const value = (body as Record<string, unknown> | undefined)?.[name];
    return typeof value === "string" ? value : JSON.stringify(value ?? null);
  };

/** Everything that an operator can change, by its route. */
const ACTIONS: Readonly<Record<string, Action>> = {
  "POST /v1/jobs/:id/cancel": { name: "cancel-job", target: param("id") },
  "POST /v1/dead-letters/:id/redrive": {
    name: "redrive",
    target: (request) => `${param("id")(request)}${replacesPayload(request) ? " with another payload" : ""}`,
  },
  "POST /v1/dead-letters/redrive": { name: "redrive-all", target: ({ body }) => JSON.stringify(body ?? {}) },
  "DELETE /v1/dead-letters/:id": { name: "delete-dead-letter", target: param("id") },
  "POST /v1/workers/:id/drain": { name: "drain-worker", target: param("id") },
  "POST /v1/workers/:id/undrain": { name: "undrain-worker", target: param("id") },
  "DELETE /v1/workers/:id": { name: "remove-worker", target: param("id") },
  "POST /v1/breakers/:name/reset": { name: "reset-breaker", target: param("name") },
  "POST /v1/breakers/:name/isolate": { name: "isolate-breaker", target: param("name") },
  "POST /v1/fleet/scale": { name: "scale-fleet", target: field("count") },
  "POST /v1/alerts/acknowledge": { name: "acknowledge-alert", target: field("key") },
  "POST /v1/silences": { name: "silence", target: field("matchers") },
  "DELETE /v1/silences/:id": { name: "end-silence", target: param("id") },
  "POST /v1/admin/backup": { name: "backup", target: () => "the store" },
};

export function isAction(method: string, route: string): boolean {
  return Object.hasOwn(ACTIONS, `${method} ${route}`);
}

/** What a request does, if it is something that an operator answers for. */
export function actionOf(request: ActionRequest): { name: string; target: string } | undefined {
  const action = ACTIONS[`${request.method} ${request.route}`];
  return action && { name: action.name, target: action.target(request).slice(0, MAX_TARGET) };
}

export function outcomeOf(status: number): "done" | "refused" | "failed" {
  if (status < 400) return "done";
  return status < 500 ? "refused" : "failed";
}

function replacesPayload({ body }: ActionRequest): boolean {
  return typeof body === "object" && body !== null && "payload" in body;
}
