// A process of its own: many senders of UDP heartbeats, one a second each, told apart by their number.
// Arguments: port, senders. A line on standard input stops every n-th of them.
import { createSocket } from "node:dgram";
import { createInterface } from "node:readline";

const [port, count] = process.argv.slice(2).map(Number);
const socket = createSocket("udp4");
const stopped = new Set<number>();

function beat(sender: number): void {
  if (!stopped.has(sender)) socket.send(String(sender), port, "127.0.0.1");
}

for (let sender = 0; sender < (count ?? 0); sender++) {
  const phaseMs = (1000 * sender) / (count ?? 1);
  setTimeout(() => {
    beat(sender);
    setInterval(beat, 1000, sender);
  }, phaseMs);
}

createInterface(process.stdin)
  .on("line", (line) => {
    for (let sender = 0; sender < (count ?? 0); sender += Number(line)) stopped.add(sender);
    console.log(performance.timeOrigin + performance.now());
  })
  .on("close", () => process.exit());
