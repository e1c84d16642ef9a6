import { connect } from "node:net";

/** Brings bytes to a hub over a connection of their own; gives all that comes back. */
export async function sendRaw(url: string, bytes: string | Uint8Array): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end(bytes);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

/** The status of each answer. */
export function statusesOf(answer: string): number[] {
  return [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
}
