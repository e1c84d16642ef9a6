// Holds docs against the code: a block after a line `<!-- example: FILE -->` must be that file, to the letter; each
// line of an `error` block must be a text that the programs have. Also finds links that lead nowhere, to a file or to
// a heading.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { headingsOf } from "./docs/headings.ts";
import { findQuote } from "./docs/quotes.ts";
import { workspaces } from "./workspace.ts";

const DOCS = "{*.md,docs/**/*.md,packages/*/*.md,packages/*/docs/*.md,apps/*/*.md,apps/*/docs/*.md}";
const SOURCES = "{packages,apps}/*/src/**/*.ts";
const EXAMPLE = /<!-- example: (\S+) -->\s*```[a-z]*\n([\s\S]*?)```/g;
const ERRORS = /^```error\n([\s\S]*?)^```$/gm;
const LINK = /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g;
const problems: string[] = [];
let examples = 0;
let quotes = 0;

const source = globSync(SOURCES)
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

for (const { folder, private: hidden } of workspaces()) {
  if (!hidden && !existsSync(join(folder, "README.md"))) problems.push(`${folder}: has no README.md`);
}
for (const file of globSync(DOCS)) {
  const text = readFileSync(file, "utf8");
  for (const [, example = "", code = ""] of text.matchAll(EXAMPLE)) {
    const path = join(dirname(file), example);
    examples += 1;
    if (!existsSync(path)) problems.push(`${file}: there is no example ${example}`);
    else if (readFileSync(path, "utf8").trim() !== code.trim())
      problems.push(`${file}: the code differs from ${example}`);
  }
  for (const [, block = ""] of text.matchAll(ERRORS)) {
    for (const line of block.split("\n").filter((each) => each !== "")) {
      quotes += 1;
      if (!findQuote(line, source)) problems.push(`${file}: no program says: ${line}`);
    }
  }
  for (const [, target = "", heading] of text.matchAll(LINK)) {
    const path = target === "" ? file : join(dirname(file), target);
    if (!existsSync(path)) problems.push(`${file}: the link ${target} leads nowhere`);
    else if (heading !== undefined && path.endsWith(".md") && !headingsOf(path).has(heading))
      problems.push(`${file}: ${path} has no heading #${heading}`);
  }
}
for (const problem of problems) console.error(problem);
console.log(`${examples} examples in the docs are the files that run, ${quotes} texts are what programs say`);
process.exitCode = problems.length === 0 ? 0 : 1;
