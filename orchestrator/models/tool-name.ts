import type { ModelRequest } from '../core/model.ts';

/** Behind the name: special tokens (Harmony), brackets of a call, the name of a channel. */
const BEHIND = /(?:<[|｜]|\(|\s|"|,|:\d+$).*$/s;

const fold = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');

/**
 * The offered tool that a model means: some put a space of names in front (`functions.calculate`, `default_api:calculate`),
 * tokens or a number behind, or write it in another case. The name as it came if it is none of them.
 */
export function toToolName(written: string, tools: ModelRequest['tools']): string {
  const name = written.trim();
  const offered = new Set(tools.map((tool) => tool.name));
  if (offered.has(name)) return name;
  const meant = name.replace(/^.*(?:\bto=|^assistant<[|｜]channel[|｜]>)/s, '');
  const bare = meant.replace(/^[<"'`\s]+/, '').replace(BEHIND, '');
  const candidates = [bare, bare.slice(bare.search(/[^.:/]*$/)), bare.replace(/^(?:functions?|tools?|mcp)[_-]+(?:\w+__)?/i, '')];
  const exact = candidates.find((candidate) => offered.has(candidate));
  if (exact !== undefined) return exact;
  for (const candidate of candidates) {
    const alike = tools.filter((tool) => fold(tool.name) === fold(candidate));
    if (alike.length === 1) return (alike[0] as { name: string }).name;
  }
  return bare === '' ? name : bare;
}
