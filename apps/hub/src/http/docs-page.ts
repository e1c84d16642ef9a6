import type { OpenApiDocument, OpenApiMedia, OpenApiOperation } from "@pigeon/protocol";

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h2 { margin-top: 3rem; text-transform: capitalize; }
details { border: 1px solid #8886; border-radius: .4rem; margin: .5rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; }
code, pre { font: .9em ui-monospace, monospace; }
pre { overflow: auto; max-height: 30rem; background: #8881; padding: .6rem; border-radius: .3rem; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8883; }
.method { display: inline-block; width: 4.5rem; font-weight: 600; text-transform: uppercase; }
nav a { margin-right: 1rem; }
`;

/** The document as one page to be read: no scripts, nothing loaded from anywhere. */
export function docsPage(document: OpenApiDocument): string {
  const { info, tags, paths, components } = document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = tags.map(({ name }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    return `<h2 id="${slug(name)}">${escape(name)}</h2>${own.map((each) => operationHtml(each)).join("")}`;
  });
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${slug(name)}"><summary><code>${escape(name)}</code></summary>${json(schema)}</details>`,
  );
  const links = [...tags.map(({ name }) => name), "schemas"].map(
    (name) => `<a href="#${slug(name)}">${escape(name)}</a>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(info.title)} API</title><style>${STYLE}</style></head><body>
<h1>${escape(info.title)} API <small>${escape(info.version)}</small></h1>
<p>${escape(info.description)} As a document: <a href="openapi.json">openapi.json</a>.</p>
<nav>${links.join("")}</nav>
${sections.join("\n")}
<h2 id="schemas">schemas</h2>${schemas.join("")}
</body></html>
`;
}

function operationHtml(each: { path: string; method: string; operation: OpenApiOperation }): string {
  const { path, method, operation } = each;
  const { operationId, summary, description = "", parameters, requestBody, responses } = operation;
  const rows = parameters.map(({ name, in: place, schema, description: text }) => [
    `<code>${escape(name)}</code>`,
    escape(place),
    `<code>${escape(typeText(schema))}</code>`,
    escape(text ?? textOf(schema["description"])),
  ]);
  const answers = Object.entries(responses).map(
    ([status, { description: text, content = {} }]) =>
      `<tr><td>${escape(status)}</td><td>${escape(text)}</td><td>${Object.entries(content).map(mediaHtml).join("")}</td></tr>`,
  );
  return `<details id="${slug(operationId)}"><summary><span class="method">${escape(method)}</span><code>${escape(path)}</code> ${escape(summary)}</summary>
<p>${escape(description)}</p>
${rows.length === 0 ? "" : `<table>${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</table>`}
${requestBody === undefined ? "" : `<p>Body: ${Object.entries(requestBody.content).map(mediaHtml).join("")}</p>`}
<table>${answers.join("")}</table></details>`;
}

function mediaHtml([type, { schema, example }]: [string, OpenApiMedia]): string {
  const name = textOf(schema?.["$ref"]).split("/").at(-1) ?? "";
  const link = name === "" ? "" : ` <a href="#schema-${slug(name)}">${escape(name)}</a>`;
  return `<code>${escape(type)}</code>${link}${example === undefined ? "" : json(example)}`;
}

/** A schema in a few words: its type, its bounds, its default. */
function typeText(schema: Readonly<Record<string, unknown>>): string {
  const { type, enum: options, minimum, maximum, default: fallback } = schema;
  const kind = Array.isArray(options) ? options.join(" | ") : textOf(type);
  const bounds =
    minimum === undefined || maximum === undefined
      ? ""
      : ` ${JSON.stringify(minimum)}..${JSON.stringify(maximum)}`;
  return `${kind}${bounds}${fallback === undefined ? "" : `, default ${JSON.stringify(fallback)}`}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function json(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value, undefined, 2);
  return `<pre>${escape(text)}</pre>`;
}

function slug(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+/g, "-");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
