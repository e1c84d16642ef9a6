import { lookup } from "node:dns/promises";
import { beforeEach, expect, test, vi } from "vitest";
import { checkEndpoint } from "../../src/workers/endpoint.ts";

vi.mock("node:dns/promises", () => ({ lookup: vi.fn() }));

/** What the name service says from now on; without addresses it does not know the host. */
function resolvesTo(...addresses: string[]): void {
  const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const answer = () => (found.length > 0 ? Promise.resolve(found) : Promise.reject(new Error("ENOTFOUND")));
  vi.mocked(lookup).mockImplementation(answer as unknown as typeof lookup);
}

beforeEach(() => resolvesTo());

const loopback = ["127.0.0.0/8", "::1"];

test.each([
  ["http://127.0.0.1:9000", loopback],
  ["http://127.9.9.9", loopback],
  ["http://[::1]:9000/prefix", loopback],
  ["http://10.1.2.3", ["10.0.0.0/8"]],
  ["http://10.1.2.3", ["10.1.2.3"]],
  ["http://[fd12::7]", ["fd00::/8"]],
  ["http://192.168.1.1", ["10.0.0.0/8", "192.168.0.0/16"]],
  // The same address written otherwise: URLs are normalised before they are judged.
  ["http://0x7f.1", loopback],
  ["http://2130706433", loopback],
  ["http://[::ffff:127.0.0.1]", loopback],
])("%s is inside %j", async (endpoint, networks) => {
  expect(await checkEndpoint(endpoint, networks)).toEqual({ ok: true });
  expect(lookup).not.toHaveBeenCalled();
});

test.each([
  ["http://169.254.169.254/latest/meta-data", loopback, "169.254.169.254"],
  ["http://128.0.0.1", loopback, "128.0.0.1"],
  ["http://[::2]", loopback, "::2"],
  ["http://[fe80::1]", ["fd00::/8", "0.0.0.0/0"], "fe80::1"],
  ["http://10.1.2.4", ["10.1.2.3"], "10.1.2.4"],
  ["http://0xa9fea9fe", loopback, "169.254.169.254"],
  ["http://[::ffff:169.254.169.254]", loopback, "::ffff:a9fe:a9fe"],
  ["http://127.0.0.1", [], "127.0.0.1"],
])("%s is outside %j", async (endpoint, networks, address) => {
  expect(await checkEndpoint(endpoint, networks)).toEqual({
    ok: false,
    message: `${address} lies outside the networks that workers may have (${networks.join(", ")}); add its network to PIGEON_WORKER_NETWORKS at the hub`,
  });
});

test("a host is inside when all its addresses are", async () => {
  resolvesTo("127.0.0.1", "::1");
  expect(await checkEndpoint("http://worker.test:1", loopback)).toEqual({ ok: true });
  expect(lookup).toHaveBeenCalledWith("worker.test", { all: true });
});

test("a host with one address outside is outside", async () => {
  resolvesTo("127.0.0.1", "93.184.216.34");
  expect(await checkEndpoint("http://worker.test", loopback)).toMatchObject({
    ok: false,
    message: expect.stringMatching(/^93\.184\.216\.34 lies outside/),
  });
});

test("a host that nobody knows is refused as such", async () => {
  expect(await checkEndpoint("http://nowhere.invalid:1", loopback)).toEqual({
    ok: false,
    message: "the host nowhere.invalid has no address that the hub can find",
  });
});
