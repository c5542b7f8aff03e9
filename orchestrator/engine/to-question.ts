import type { ReadImages } from '../core/files.ts';
import type { ModelItem } from '../core/model.ts';

/** What is asked, with the pictures that came along; about those that cannot be shown the model is told in words. */
export function toQuestion(content: string, attached?: Awaited<ReturnType<ReadImages>>): ModelItem {
  const { images = [], problems = [] } = attached ?? {};
  return {
    type: 'message',
    role: 'user',
    content: problems.length === 0 ? content : `${content}\n\n(${problems.join(' ')})`,
    ...(images.length === 0 ? {} : { images }),
  };
}
