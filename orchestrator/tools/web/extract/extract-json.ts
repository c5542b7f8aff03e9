import { z } from 'zod';
import { toEntryList } from './extract-xml.ts';
import type { Extracted } from './extracted.ts';

const optional = z.string().optional().catch(undefined);
const jsonFeed = z.object({
  version: z.string().regex(/jsonfeed\.org\/version\//),
  title: optional,
  description: optional,
  items: z.array(
    z.object({
      title: optional,
      url: optional,
      summary: optional,
      content_text: optional,
      content_html: optional,
      date_published: optional,
    }),
  ),
});

const withoutTags = (html: string | undefined) =>
  html
    ?.replaceAll(/<[^<>]{0,2000}>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** A JSON feed as a list of entries, other JSON indented; what is none, as it is. `null`: no feed. */
export function extractJson(text: string, url: string): Extracted | string {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return text;
  }
  const feed = jsonFeed.safeParse(value).data;
  if (!feed) return JSON.stringify(value, null, 2);
  const entries = feed.items.map(({ title = '', url: link, summary, content_text, content_html, date_published = '' }) => ({
    title,
    url: link ?? null,
    date: date_published.slice(0, 10),
    text: summary ?? content_text ?? withoutTags(content_html) ?? '',
  }));
  return toEntryList(feed.title ?? '', feed.description ?? '', entries, url);
}
