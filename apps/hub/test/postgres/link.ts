import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A way to a server that can be broken, and mended for those who connect anew. */
export interface Link {
  readonly port: number;
  /** What is sent from now on is lost, in both directions, and nobody is told. */
  swallow(): void;
  /** Ends every connection at once, and refuses new ones. */
  cut(): void;
  /** Takes new connections; those from before stay as they are. */
  mend(): void;
  close(): void;
}

export async function linkTo(port: number): Promise<Link> {
  const sockets = new Set<Socket>();
  let state: "whole" | "swallows" | "cut" = "whole";
  const proxy = createServer((near) => {
    if (state === "cut") return void near.destroy();
    const far = connect(port, "127.0.0.1");
    const own = { lost: state === "swallows" };
    lose.add(own);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => {});
      from.on("data", (data) => own.lost || to.write(data));
      from.on("close", () => {
        sockets.delete(from);
        if (!own.lost) to.destroy();
      });
    }
  }).listen(0, "127.0.0.1");
  const lose = new Set<{ lost: boolean }>();
  await once(proxy, "listening");
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (proxy.address() as AddressInfo).port,
    swallow: () => {
      state = "swallows";
      for (const each of lose) each.lost = true;
    },
    cut: () => {
      state = "cut";
      destroyAll();
    },
    mend: () => void (state = "whole"),
    close: () => {
      destroyAll();
      proxy.close();
    },
  };
}
