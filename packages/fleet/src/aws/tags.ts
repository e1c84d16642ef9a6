/** The tags that everything of a cluster carries. They are all that a fleet remembers. */
export const tagKeys: {
  readonly cluster: string;
  readonly role: string;
  readonly intent: string;
} = {
  /** The cluster's name. */
  cluster: "pigeon:cluster",
  /** What it is for: `worker` for instances and volumes, `infrastructure` for the rest. */
  role: "pigeon:role",
  /** The id of the launch intent that an instance was made for. */
  intent: "pigeon:intent",
};

export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Tags as a record; those without a key are left out. */
export function tagsOf(tags: readonly Tag[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key ? [[Key, Value ?? ""]] : [])));
}

export function toTags(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
