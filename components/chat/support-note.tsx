import type { SourceSupport } from '../../lib/contract/chat.ts';

const WORDS: Record<SourceSupport, { text: string; tone: string }> = {
  supported: { text: 'Found in the source', tone: 'text-accent' },
  weak: { text: 'Partly found in the source', tone: 'text-warn' },
  unsupported: { text: 'Not found in the source', tone: 'text-danger' },
};

/** Whether a source says what it is cited for; nothing where that was not checked. */
export function SupportNote({ support }: { support: SourceSupport | undefined }) {
  if (support === undefined) return null;
  const { text, tone } = WORDS[support];
  return <span className={`block flex-none text-[13px] ${tone}`}>{text}</span>;
}
