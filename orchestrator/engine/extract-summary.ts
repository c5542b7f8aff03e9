import { replaceCode } from '../../lib/shared/find-code.ts';
import type { EngineInput } from '../core/engine.ts';

type Message = EngineInput['history'][number];

const MAX_LINE_CHARS = 240;

/** The first sentence or line says most; figures and names make one worth keeping. */
function toLine({ role, content }: Message): string {
  const line = replaceCode(content, (code) => (/^(?:`{3}|~{3})/.test(code) ? ' ' : code))
    .replaceAll(/\s+/g, ' ')
    .trim();
  const sentence = /^.{20,}?[.!?。！？](?=\s|$)/u.exec(line.slice(0, MAX_LINE_CHARS))?.[0] ?? line;
  const short = sentence.length > MAX_LINE_CHARS ? `${sentence.slice(0, MAX_LINE_CHARS - 1).toWellFormed()}…` : sentence;
  return short === '' ? '' : `- ${role === 'user' ? 'User' : 'Assistant'}: ${short}`;
}

/** What was said, in one line a message; when it is too much, the oldest answers go first, then the oldest questions. */
export function extractSummary(messages: readonly Message[], maxChars: number): string {
  const lines = messages.map((message) => ({ role: message.role, line: toLine(message) })).filter(({ line }) => line !== '');
  let size = lines.reduce((sum, { line }) => sum + line.length + 1, 0);
  const isDropped = new Set<number>();
  for (const passes of [(role: string) => role !== 'user', () => true]) {
    for (const [at, { role, line }] of lines.entries()) {
      if (size <= maxChars) break;
      if (isDropped.has(at) || !passes(role)) continue;
      isDropped.add(at);
      size -= line.length + 1;
    }
  }
  return lines.flatMap(({ line }, at) => (isDropped.has(at) ? [] : [line])).join('\n');
}
