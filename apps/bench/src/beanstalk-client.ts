import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { readReply, type Reply } from "./beanstalk-reply.ts";

/** A connection to beanstalkd, as far as the bench needs it. Commands may be pipelined. */
export interface Beanstalk {
  put(bodies: readonly string[]): Promise<void>;
  reserve(): Promise<{ readonly id: string; readonly body: string }>;
  delete(id: string): Promise<void>;
  /** `stats`, by name. */
  stats(): Promise<Record<string, string>>;
  close(): void;
}

/** Longer than any measurement, in seconds. */
const TIME_TO_RUN_S = 600;

export async function connectBeanstalk(port: number): Promise<Beanstalk> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  await once(socket, "connect");
  const ask = asking(socket);
  const expect = async (reply: Promise<Reply>, word: string): Promise<Reply> => {
    const found = await reply;
    if (found.words[0] !== word) throw new Error(`beanstalkd answered ${found.words.join(" ")}`);
    return found;
  };
  return {
    put: async (bodies) => {
      const commands = bodies.map(
        (body) => `put 0 0 ${TIME_TO_RUN_S} ${Buffer.byteLength(body)}\r\n${body}\r\n`,
      );
      await Promise.all(ask(commands).map((reply) => expect(reply, "INSERTED")));
    },
    reserve: async () => {
      const { words, body } = await expect(one(ask(["reserve\r\n"])), "RESERVED");
      return { id: words[1] ?? "", body };
    },
    delete: async (id) => void (await expect(one(ask([`delete ${id}\r\n`])), "DELETED")),
    stats: async () => {
      const { body } = await expect(one(ask(["stats\r\n"])), "OK");
      return Object.fromEntries(body.split("\n").map((line) => line.split(": ", 2) as [string, string]));
    },
    close: () => void socket.destroy(),
  };
}

function one(replies: readonly Promise<Reply>[]): Promise<Reply> {
  return replies[0] ?? Promise.reject(new Error("no command was sent"));
}

/** Sends commands in one write; the answers come in their order. */
function asking(socket: Socket): (commands: readonly string[]) => Promise<Reply>[] {
  const waiting: PromiseWithResolvers<Reply>[] = [];
  let received: Buffer = Buffer.alloc(0);
  let failure: Error | undefined;
  socket.on("data", (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    for (let found = readReply(received); found !== undefined; found = readReply(received)) {
      received = received.subarray(found.length);
      waiting.shift()?.resolve(found);
    }
  });
  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("beanstalkd closed the connection")));
  return (commands) => {
    if (failure !== undefined) return [Promise.reject(failure)];
    const asked = commands.map(() => Promise.withResolvers<Reply>());
    waiting.push(...asked);
    socket.write(commands.join(""));
    return asked.map(({ promise }) => promise);
  };
}
