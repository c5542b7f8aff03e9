import type { FileRecord } from '../../../lib/contract/files.ts';
import type { ToolContext } from '../../core/tool.ts';
import type { Section } from './to-sections.ts';

/** A passage as a model gets it. */
export type Shown = { cite: string; file: string; page?: number; heading?: string; text: string };

/** Registers a section of a file and shows it. */
export function showSection(file: FileRecord, section: Section, context: ToolContext): Shown {
  const { page, charStart, text } = section;
  const paged = page === undefined ? {} : { page };
  const index = context.addSource({ title: file.name, fileId: file.file_id, charStart, text, ...paged });
  return { cite: `[${index}]`, file: file.name, ...paged, text };
}
