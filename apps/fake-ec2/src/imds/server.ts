import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { signedMessage, signingKey, type SigningKey } from "./sign.ts";

export interface ImdsInstance {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  /** Where the agent lets its worker listen. */
  readonly address: string;
  /** The notice of a spot instance, once there is one. */
  interruption?: { readonly action: string; readonly time: string };
}

/** The metadata services of many instances, each below the instance's id. By sessions only, as IMDSv2 has it. */
export class FakeImds implements AsyncDisposable {
  readonly key: SigningKey = signingKey();
  readonly instances: Map<string, ImdsInstance> = new Map();
  /** Requests without a session. */
  refused = 0;
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));

  static async start(): Promise<FakeImds> {
    const imds = new FakeImds();
    await new Promise<void>((resolve) => imds.#server.listen(0, "127.0.0.1", resolve));
    return imds;
  }

  /** What `PIGEON_IMDS` should say on an instance. */
  urlOf(id: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${id}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer({ method, url = "", headers }: IncomingMessage, response: ServerResponse): void {
    const [, id = "", , ...path] = url.split("/");
    const instance = this.instances.get(id);
    const session = `session-of-${id}`;
    const send = (status: number, body: string): void => void response.writeHead(status).end(body);
    if (instance === undefined) return send(404, "");
    if (method === "PUT" && path.join("/") === "api/token") {
      const ttl = headers["x-aws-ec2-metadata-token-ttl-seconds"];
      return send(ttl === undefined ? 400 : 200, session);
    }
    if (headers["x-aws-ec2-metadata-token"] !== session) {
      this.refused += 1;
      return send(401, "");
    }
    const text = this.#read(instance, path.join("/"));
    send(text === undefined ? 404 : 200, text ?? "");
  }

  #read(instance: ImdsInstance, path: string): string | undefined {
    const { id, type, zone, address, interruption } = instance;
    switch (path) {
      case "dynamic/instance-identity/rsa2048":
        return signedMessage(documentOf(instance), this.key);
      case "meta-data/local-ipv4":
        return address;
      case "meta-data/instance-id":
        return id;
      case "meta-data/instance-type":
        return type;
      case "meta-data/placement/availability-zone":
        return zone;
      case "meta-data/spot/instance-action":
        return interruption === undefined ? undefined : JSON.stringify(interruption);
      default:
        return undefined;
    }
  }
}

export const accountId = "123456789012";

function documentOf({ id, type, zone, address }: ImdsInstance): string {
  return JSON.stringify({
    accountId,
    architecture: "x86_64",
    availabilityZone: zone,
    imageId: "ami-0a1",
    instanceId: id,
    instanceType: type,
    pendingTime: "2030-01-01T00:00:00Z",
    privateIp: address,
    region: zone.slice(0, -1),
    version: "2017-09-30",
  });
}
