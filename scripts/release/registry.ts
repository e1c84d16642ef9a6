import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** What a package says of itself, as the registry was sent it. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
}

export interface Published {
  readonly manifest: Manifest;
  readonly tarball: Buffer;
}

export interface Registry {
  readonly url: string;
  readonly published: ReadonlyMap<string, Published>;
  close(): void;
}

interface Sent {
  readonly name: string;
  readonly versions: Record<string, Manifest & { readonly dist: object }>;
  readonly _attachments: Record<string, { readonly data: string }>;
}

/** A package registry in this process: as much of one as publishing and installing take. */
export async function startRegistry(): Promise<Registry> {
  const published = new Map<string, Published>();
  const documents = new Map<string, unknown>();
  const tarballs = new Map<string, Buffer>();
  let url = "";

  const keep = ({ name, versions, _attachments: attachments }: Sent): void => {
    const [[version, manifest]] = Object.entries(versions) as [[string, Sent["versions"][string]]];
    const [{ data }] = Object.values(attachments) as [{ data: string }];
    const tarball = Buffer.from(data, "base64");
    const path = `${name}/-/${version}.tgz`;
    tarballs.set(path, tarball);
    published.set(name, { manifest, tarball });
    const dist = { ...manifest.dist, tarball: `${url}${path}` };
    documents.set(name, {
      name,
      "dist-tags": { latest: version },
      versions: { [version]: { ...manifest, dist } },
    });
  };

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", url).pathname.slice(1));
    if (request.method === "PUT") {
      void json(request).then((sent) => {
        keep(sent as Sent);
        response.writeHead(201).end("{}");
      });
      return;
    }
    const found = tarballs.get(path) ?? (documents.has(path) && JSON.stringify(documents.get(path)));
    if (found) response.end(found);
    else response.writeHead(404).end('{"error":"not found"}');
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, published, close: () => server.close().closeAllConnections() };
}
