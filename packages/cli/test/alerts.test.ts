import { expect, test } from "vitest";
import { caller, startTestHub, startTestWorker, steady } from "./support.ts";

async function pigeonWithAlert() {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  await startTestWorker(hub);
  await pigeon(["submit", "--type", "fail", "--wait"]);
  return pigeon;
}

interface Alerts {
  alerts: { key: string; muted: boolean; acknowledged?: { by: string } }[];
}

test("alerts are listed and acknowledged", async () => {
  const pigeon = await pigeonWithAlert();
  const list = async (): Promise<Alerts> => (await pigeon(["alerts", "--json"])).json();
  expect(await list()).toMatchObject({ alerts: [{ rule: "DeadLetters" }], sinks: [{ name: "log" }] });
  expect(steady((await pigeon(["alerts"])).stdout).replace(/[0-9a-f]{16,}/, "KEY")).toMatchInlineSnapshot(`
    "SEVERITY ALERT SINCE STATE KEY SUMMARY
    medium DeadLetters AGO firing KEY dead letters of fail within 15 minutes: 1, the last: no such bird
    "
  `);
  const key = (await list()).alerts[0]?.key ?? "";
  expect(await pigeon(["alerts", "ack", key, "--by", "anna"])).toMatchObject({
    exitCode: 0,
    stdout: `${key} acknowledged\n`,
  });
  expect((await list()).alerts[0]?.acknowledged).toMatchObject({ by: "anna" });
  expect((await pigeon(["alerts"])).stdout).toContain("taken by anna");
  expect((await pigeon(["alerts", "ack", key, "--json"])).json()).toEqual({ acknowledged: key });
  expect(await pigeon(["alerts", "ack", "none"])).toMatchObject({ exitCode: 5, stdout: "" });
});

test("nothing fires", async () => {
  const pigeon = caller(await startTestHub());
  expect(await pigeon(["alerts"])).toMatchObject({
    exitCode: 0,
    stdout: "",
    stderr: "nothing needs a person\n",
  });
});

test("silences are made, listed and ended", async () => {
  const pigeon = await pigeonWithAlert();
  expect(await pigeon(["alerts", "silences"])).toMatchObject({ stdout: "", stderr: "no silences\n" });
  const how = [
    "alerts",
    "silence",
    "--match",
    "jobType=fa*",
    "--match",
    "alertname=DeadLetters",
    "--for",
    "2h",
  ];
  const made = await pigeon([...how, "--comment", "known", "--author", "anna", "--json"]);
  const { id, from, until } = made.json() as { id: string; from: string; until: string };
  expect(made.json()).toMatchObject({
    matchers: [
      { label: "jobType", is: "fa*" },
      { label: "alertname", is: "DeadLetters" },
    ],
    comment: "known",
    author: "anna",
  });
  expect(Date.parse(until) - Date.parse(from)).toBeLessThanOrEqual(7_200_000);
  expect(steady((await pigeon(["alerts", "silences"])).stdout).replace(id, "SILENCE")).toMatchInlineSnapshot(`
    "SILENCE STATE ENDS BY MATCHES COMMENT
    ID---------------------------------- active in SPAN anna jobType=fa*, alertname=DeadLetters known
    "
  `);
  expect((await pigeon(["alerts"])).stdout).toContain(" muted ");
  expect((await pigeon(["alerts", "silences", "--json"])).json()).toMatchObject({ silences: [{ id }] });
  expect(await pigeon(["alerts", "unsilence", id])).toMatchObject({ exitCode: 0, stdout: `${id} ended\n` });
  expect(await pigeon(["alerts", "unsilence", id, "--json"])).toMatchObject({ exitCode: 5 });
  expect((await pigeon([...how, "--comment", "again"])).stdout).toMatch(/^\S+ until \d{4}-/);
  expect(await pigeon(["alerts", "silence", "--match", "a=b"])).toMatchObject({ exitCode: 2 });
});
