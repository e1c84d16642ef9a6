import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A message as Slack's incoming webhooks take it. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly { readonly type: string; readonly text?: { readonly text: string } }[];
}

export interface Slack {
  readonly url: string;
  readonly messages: SlackMessage[];
  /** Messages that name something, in the order in which they came. */
  about(...words: readonly string[]): SlackMessage[];
  /** How it answers from now on. Default: as Slack does. */
  answer: (response: ServerResponse) => void;
}

/** A local server in the place of Slack. */
export async function slackServer(): Promise<Slack> {
  const messages: SlackMessage[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      messages.push(JSON.parse(body) as SlackMessage);
      slack.answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const slack: Slack = {
    url: `http://127.0.0.1:${port}/services/T0/B0/sEcReTpath`,
    messages,
    about: (...words) =>
      messages.filter((message) => words.every((word) => JSON.stringify(message).includes(word))),
    answer: (response) => void response.end("ok"),
  };
  return slack;
}
