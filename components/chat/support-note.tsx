import type { SourceSupport } from '../../lib/contract/chat.ts';

const WORDS: Record<SourceSupport, { text: string; tone: string }> = {
  supported: { text: 'Supports the sentence', tone: 'text-accent' },
  weak: { text: 'Supports it only in part', tone: 'text-warn' },
  unsupported: { text: 'Does not support the sentence', tone: 'text-danger' },
};

/** Whether a source says what it is cited for; nothing where that was not checked. */
export function SupportNote({ support }: { support: SourceSupport | undefined }) {
  if (support === undefined) return null;
  const { text, tone } = WORDS[support];
  return <span className={`block flex-none text-[13px] ${tone}`}>{text}</span>;
}
