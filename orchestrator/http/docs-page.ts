import { createHash } from 'node:crypto';
import type { OpenApiDocument } from '../../lib/contract/openapi.ts';
import { DOCS_STYLE } from './docs-style.ts';

type Paths = NonNullable<OpenApiDocument['paths']>;
type PathOperation = NonNullable<Paths[string]['get']>;
type Entry = { method: string; path: string; operation: PathOperation };
type Loose = Record<string, unknown>;

const METHODS = ['get', 'post', 'patch', 'delete'] as const;
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

/** Escapes, then shows `code` as such. */
function inline(text: unknown): string {
  return escapeHtml(typeof text === 'string' ? text : '').replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

function schemaLink(reference: string): string {
  const name = escapeHtml(reference.split('/').at(-1) ?? '');
  return `<a href="#schema-${name}">${name}</a>`;
}

/** A schema in a few words. */
function typeOf(schema: unknown): string {
  if (!isObject(schema)) return 'any';
  if (typeof schema.$ref === 'string') return schemaLink(schema.$ref);
  if (Array.isArray(schema.enum))
    return schema.enum.map((value) => `<code>${escapeHtml(JSON.stringify(value))}</code>`).join(' | ');
  if ('const' in schema) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`;
  const union = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(union)) return [...new Set(union.map(typeOf))].join(' | ');
  if (Array.isArray(schema.allOf)) return schema.allOf.map(typeOf).join(' &amp; ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items)}`;
  return escapeHtml([schema.type ?? 'any'].flat().join(' | '));
}

function fieldRows(schema: Loose): string {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(isObject(schema.properties) ? schema.properties : {})
    .map(([name, field]) => row(name, field, required.includes(name), isObject(field) ? field.description : ''))
    .join('');
}

function row(name: string, schema: unknown, required: boolean, description: unknown): string {
  const need = required ? 'required' : 'optional';
  return `<tr><td><code>${escapeHtml(name)}</code><small>${need}</small></td><td>${typeOf(schema)}</td><td>${inline(description)}</td></tr>`;
}

function table(caption: string, rows: string): string {
  const head = '<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>';
  return rows === '' ? '' : `<div class="scroll"><table><caption>${caption}</caption>${head}<tbody>${rows}</tbody></table></div>`;
}

function schemaBody(schema: unknown): string {
  if (!isObject(schema)) return '';
  const variants = (schema.oneOf ?? schema.anyOf) as unknown;
  if (Array.isArray(variants)) return variants.map(variantBody).join('');
  return table('Fields', fieldRows(schema)) || `<p>${typeOf(schema)}</p>`;
}

function variantBody(variant: unknown): string {
  if (!isObject(variant) || !isObject(variant.properties)) return `<p>${typeOf(variant)}</p>`;
  const { type } = variant.properties;
  const name = isObject(type) && typeof type.const === 'string' ? type.const : 'variant';
  return `<details><summary><code>${escapeHtml(name)}</code></summary>${table('Fields', fieldRows(variant))}</details>`;
}

function parameters({ operation }: Entry): string {
  const rows = (operation.parameters ?? []).map((parameter) => {
    if (!('name' in parameter)) return '';
    const { name, schema, required, description } = parameter;
    return row(`${name} (${parameter.in})`, schema, required ?? false, description);
  });
  return table('Parameters', rows.join(''));
}

function contentTypes(content: unknown): string {
  if (!isObject(content)) return '';
  return Object.entries(content)
    .map(([type, media]) => `<p><code>${escapeHtml(type)}</code> ${isObject(media) ? typeOf(media.schema) : ''}</p>`)
    .join('');
}

function responses({ operation }: Entry): string {
  const rows = Object.entries((operation.responses ?? {}) as Loose).map(([status, response]) => {
    const { description, content } = isObject(response) ? response : {};
    return `<tr><td><code>${escapeHtml(status)}</code></td><td>${contentTypes(content)}</td><td>${inline(description)}</td></tr>`;
  });
  return table('Answers', rows.join(''));
}

function access({ security }: PathOperation): string {
  return security?.length === 0
    ? 'public'
    : security?.some((one) => 'metricsToken' in one)
      ? 'metrics token or admin key'
      : 'API key';
}

function section(entry: Entry): string {
  const { method, path, operation } = entry;
  const request = operation.requestBody && 'content' in operation.requestBody ? operation.requestBody.content : undefined;
  return `<details id="${escapeHtml(operation.operationId ?? '')}">
<summary><b>${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> <span>${inline(operation.summary)}</span></summary>
<p>Access: ${access(operation)}</p>${parameters(entry)}${request ? `<h4>Body</h4>${contentTypes(request)}` : ''}${responses(entry)}</details>`;
}

function entriesOf(document: OpenApiDocument): Entry[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [{ method, path, operation: item[method] }] : [])),
  );
}

/** The API as one page without scripts or foreign resources, and the policy that allows its one style alone. */
export function toDocsPage(document: OpenApiDocument): { html: string; policy: string } {
  const entries = entriesOf(document);
  const groups = (document.tags ?? []).map(({ name }) => {
    const calls = entries.filter(({ operation }) => operation.tags?.includes(name)).map(section);
    return `<section><h2>${escapeHtml(name)}</h2>${calls.join('')}</section>`;
  });
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<details id="schema-${escapeHtml(name)}"><summary><code>${escapeHtml(name)}</code></summary>${schemaBody(schema)}</details>`,
  );
  const { title, version, description } = document.info;
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} API</title><style>${DOCS_STYLE}</style></head>
<body><main><h1>${escapeHtml(title)} API <small>${escapeHtml(version)}</small></h1><p>${inline(description)}</p>
<p>Send your key as <code>X-API-Key</code> or <code>Authorization: Bearer</code>. Machine-readable:
<a href="/api/openapi.json">OpenAPI document</a>, <a href="/api/schema/events.json">JSON Schema of the events</a>.</p>
${groups.join('\n')}<section><h2>Schemas</h2>${schemas.join('')}</section></main></body></html>`;
  const style = createHash('sha256').update(DOCS_STYLE).digest('base64');
  return {
    html,
    policy: `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}
