import { FleetScale, FleetView } from "../fleet.ts";
import type { Endpoint } from "./endpoint.ts";

const fleet = {
  cluster: "mail",
  at: "2026-11-23T12:00:00.000Z",
  mode: "auto",
  counts: { wanted: 2, serving: 1, booting: 1, leaving: 0 },
  instances: [
    {
      id: "i-0123456789abcdef0",
      type: "m7i.large",
      zone: "eu-central-1a",
      market: "spot",
      state: "running",
      condition: "serving",
      launchedAt: "2026-11-23T11:00:00.000Z",
      worker: { id: "i-0123456789abcdef0", status: "healthy", slots: 4, running: 4, draining: false },
    },
  ],
  exhausted: [{ type: "m7i.large", zone: "eu-central-1b", market: "spot" }],
  decision: {
    change: "out",
    current: 1,
    target: 2,
    reasons: ["4 jobs running, 3 queued, a slot for each: 7 slots", "7 slots at 4 an instance: 2 instances"],
  },
  notes: [],
};
const problems = { 404: "this hub keeps no fleet" };

/** The instances that a hub keeps, where it was started with a fleet. */
export const fleetEndpoints: readonly Endpoint[] = [
  {
    method: "get",
    path: "/v1/fleet",
    id: "getFleet",
    tag: "operations",
    summary: "The instances that the hub keeps, and why so many",
    roles: ["client"],
    answers: { 200: { description: "The fleet as it is now.", schema: FleetView } },
    problems: { ...problems, 502: "the cloud does not answer" },
    example: { answer: fleet },
  },
  {
    method: "post",
    path: "/v1/fleet/scale",
    id: "scaleFleet",
    tag: "operations",
    summary: "Keep so many instances, or follow the load again",
    description:
      "Answers at once; `GET /v1/fleet` shows how far it is. Workers finish their jobs before they go.",
    roles: ["admin"],
    body: FleetScale,
    answers: { 202: { description: "It is begun." } },
    problems: { ...problems, 409: "this fleet has no autoscaler to follow" },
    example: { body: { count: 5 } },
  },
];
