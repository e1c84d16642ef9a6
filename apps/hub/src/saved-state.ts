import { StoreError, type Store } from "./store/port.ts";

/** State of one part of the hub as JSON in the store. */
export interface SavedState {
  readonly load: () => Promise<string | undefined>;
  readonly save: (state: object) => Promise<void>;
}

/** What comes after the end of the store is not saved: who saves has been told to save before. */
export function savedState(store: Pick<Store, "loadState" | "saveState">, name: string): SavedState {
  return {
    load: () => store.loadState(name),
    save: async (state) => {
      try {
        await store.saveState(name, JSON.stringify(state));
      } catch (error) {
        if (!(error instanceof StoreError) || error.code !== "closed") throw error;
      }
    },
  };
}
