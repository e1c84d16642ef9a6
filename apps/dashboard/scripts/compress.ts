// What is compressed once here, the hub need not compress for each reader.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = new URL("../dist/", import.meta.url);
for (const name of globSync("**/*.{html,js,css,svg}", { cwd: folder })) {
  const file = new URL(name, folder);
  const plain = readFileSync(file);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  writeFileSync(`${file.pathname}.gz`, gzipSync(plain, { level: 9 }));
  writeFileSync(`${file.pathname}.br`, brotliCompressSync(plain, quality));
}
