// What users read: what changed, in the words of the changesets. Which commit did it is for git to say.
// oxlint-disable-next-line import/no-default-export -- changesets ask for one
export default {
  getReleaseLine: async ({ summary }) => `- ${summary.trim().replaceAll(/\n(?!\n)/g, "\n  ")}`,
  getDependencyReleaseLine: async (_changesets, updated) =>
    updated.length === 0
      ? ""
      : `- Comes with ${updated.map(({ name, newVersion }) => `${name} ${newVersion}`).join(", ")}.`,
};
