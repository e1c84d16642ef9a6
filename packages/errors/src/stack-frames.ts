/** The frames nearest to the error that count. Further out stand those who called by other ways. */
const MAX_FRAMES = 3;
const MAX_LINES = 64;
const MAX_LINE = 1_400;

const POSITION = /:\d{1,9}(?::\d{1,9})?$/;
// Code of Node itself, of installed packages, or made at run time.
const FOREIGN =
  /^(?:node:|internal\/|wasm:|native|evalmachine|eval at|<anonymous>|\[)|[\\/]node_modules[\\/]/;
// What a file is compiled from and to are one place.
const ROOTS: readonly string[] = ["src", "dist", "lib", "build", "out"];

/**
 * The nearest frames in the program's own code, as "function folder/file": without lines, columns, the folders
 * in which it is installed, endings, and numbers and hashes in names, so that they outlive a deployment and
 * most edits. Reads the stacks of V8; any other text has no frames.
 */
export function inAppFrames(stack: string): string[] {
  const found: string[] = [];
  let begin = 0;
  for (let lines = 0; lines < MAX_LINES && begin < stack.length; lines++) {
    const newline = stack.indexOf("\n", begin);
    const end = newline === -1 ? stack.length : newline;
    const frame = end - begin > MAX_LINE ? undefined : inAppFrame(stack.slice(begin, end).trim());
    begin = end + 1;
    // A recursion counts once, however deep.
    if (frame === undefined || frame === found.at(-1)) continue;
    found.push(frame);
    if (found.length === MAX_FRAMES) break;
  }
  return found;
}

// "at async Class.method [as alias] (file:///app/src/x.ts:1:2)" or "at /app/src/x.ts:1:2".
function inAppFrame(line: string): string | undefined {
  if (!line.startsWith("at ")) return undefined;
  const open = line.endsWith(")") ? line.indexOf(" (") : -1;
  const place = open === -1 ? line.slice(3).replace(/^async /, "") : line.slice(open + 2, -1);
  const file = place.replace(POSITION, "");
  if (file === place || FOREIGN.test(file)) return undefined;
  return `${open === -1 ? "" : nameOf(line.slice(3, open))} ${fileOf(file)}`;
}

// V8 names the receiver of a call only while it runs, not once it has awaited something.
function nameOf(called: string): string {
  const plain = called.replace(/^(?:async )?(?:new )?/, "").replace(/ \[as .*$/, "");
  const name = plain.slice(plain.lastIndexOf(".") + 1);
  return name === "<anonymous>" ? "" : name;
}

function fileOf(path: string): string {
  const parts = path
    .replace(/[?#].*$/, "")
    .split(/[\\/]/)
    .slice(-2);
  const bare = (parts.pop() ?? "")
    .replace(/\.[cm]?[jt]sx?$/, "")
    .replace(/[-.](?=[a-z]*\d)[a-z0-9_]{4,}$/i, "");
  return [...parts.filter((part) => !ROOTS.includes(part)), bare].join("/").replace(/\d+/g, "0");
}
