type Schema = Record<string, unknown>;
type Described = {
  summary: string;
  description: string;
  tags: string[];
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
  responses: Record<string, { description: string }>;
};

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  details { border-top: 1px solid #8884; padding: .4rem 0; }
  summary { cursor: pointer; }
  code { font: 14px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
  .method { display: inline-block; min-width: 4.5rem; font-weight: 600; }
  table { border-collapse: collapse; margin: .5rem 0; }
  td, th { text-align: left; padding: .15rem .8rem .15rem 0; vertical-align: top; }`;

/** The OpenAPI document as a page without scripts. */
export function renderDocs(document: Schema): string {
  const paths = document['paths'] as Record<string, Record<string, Described>>;
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method, described })),
  );
  const byTag = Map.groupBy(all, ({ described }) => described.tags[0] ?? '');
  const sections = [...byTag].map(
    ([tag, operations]) =>
      `<section id="${escape(tag)}"><h2>${escape(tag)}</h2>${operations.map(renderOperation).join('')}</section>`,
  );
  const links = [...byTag.keys()].map((tag) => `<a href="#${escape(tag)}">${escape(tag)}</a>`).join(' · ');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Halyard management API</title><style>${STYLE}</style></head><body>
<h1>Halyard management API</h1>
<p>${all.length} operations. For machines: <a href="openapi.json"><code>openapi.json</code></a>. Sign in with <code>Authorization: Token …</code>
(a person) or <code>Authorization: Api-Key …</code> (a master key).</p><nav>${links}</nav>${sections.join('')}</body></html>`;
}

function renderOperation({ path, method, described }: { path: string; method: string; described: Described }): string {
  const query = described.parameters.filter((parameter) => parameter.in === 'query');
  const body = described.requestBody?.content['application/json'].schema;
  return `<details><summary><span class="method">${method.toUpperCase()}</span><code>${escape(path)}</code> ${escape(described.summary)}</summary>
<p>${escape(described.description)}</p>
${query.length === 0 ? '' : `<p>Query: ${query.map(({ name, required }) => `<code>${escape(name)}</code>${required ? ' (required)' : ''}`).join(', ')}</p>`}
${body === undefined ? '' : renderFields(body)}
<p>Answers: ${Object.entries(described.responses)
    .map(([status, { description }]) => `${status} ${escape(description)}`)
    .join('; ')}</p></details>`;
}

function renderFields(schema: Schema): string {
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  const fields = Object.entries((schema['properties'] as Record<string, Schema> | undefined) ?? {});
  const rows = fields.map(
    ([name, type]) =>
      `<tr><td><code>${escape(name)}</code></td><td>${required.has(name) ? 'required' : ''}</td><td><code>${escape(summarise(type))}</code></td></tr>`,
  );
  return `<table><tr><th>Field</th><th></th><th>Schema</th></tr>${rows.join('')}</table>`;
}

function summarise(schema: Schema): string {
  const text = JSON.stringify(schema);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
