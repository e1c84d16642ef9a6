// Holds the code in READMEs against the examples that are compiled and run: a block after a line
// `<!-- example: FILE -->` must be that file, to the letter. Also finds relative links that lead nowhere.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { workspaces } from "./workspace.ts";

const EXAMPLE = /<!-- example: (\S+) -->\s*```[a-z]*\n([\s\S]*?)```/g;
const LINK = /\]\((?!https?:|mailto:|#)([^)#\s]+)/g;
const problems: string[] = [];
let examples = 0;

for (const { folder, private: hidden } of workspaces()) {
  if (!hidden && !existsSync(join(folder, "README.md"))) problems.push(`${folder}: has no README.md`);
}
for (const file of globSync(
  "{*.md,docs/**/*.md,packages/*/*.md,packages/*/docs/*.md,apps/*/*.md,apps/*/docs/*.md}",
)) {
  const text = readFileSync(file, "utf8");
  for (const [, source = "", code = ""] of text.matchAll(EXAMPLE)) {
    const path = join(dirname(file), source);
    examples += 1;
    if (!existsSync(path)) problems.push(`${file}: there is no example ${source}`);
    else if (readFileSync(path, "utf8").trim() !== code.trim())
      problems.push(`${file}: the code differs from ${source}`);
  }
  for (const [, target = ""] of text.matchAll(LINK)) {
    if (!existsSync(join(dirname(file), target))) problems.push(`${file}: the link ${target} leads nowhere`);
  }
}
for (const problem of problems) console.error(problem);
console.log(`${examples} examples in the docs are the files that run`);
process.exitCode = problems.length === 0 ? 0 : 1;
