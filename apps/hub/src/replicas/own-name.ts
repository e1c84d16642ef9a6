import { hostname } from "node:os";
import { pid } from "node:process";
import type { HubConfig } from "@pigeon/config";
import type { Store } from "../store/port.ts";

/** How a hub is called among those that share its store: as it is told, or by its machine and port. */
export function nameOf({ name, port }: Pick<HubConfig, "name" | "port">): string {
  if (name !== "") return name;
  // Of hubs that take any port there may be several on a machine.
  return `${hostname()}:${port === 0 ? `pid-${pid}` : port}`;
}

/**
 * What a hub saves of itself, such as its errors and alerts, apart from what others save of themselves. It saves
 * nothing while `hasName` says no: then another hub is called so.
 */
export function ownState(store: Store, name: string, hasName: () => boolean): Store {
  if (store.replicas === undefined) return store;
  const own = (what: string): string => `${what}@${name}`;
  return {
    ...store,
    loadState: (what) => store.loadState(own(what)),
    saveState: async (what, text) => {
      if (hasName()) await store.saveState(own(what), text);
    },
  };
}
