import { Quote as QuoteIcon } from 'lucide-react';

type QuoteNoteProps = {
  text: string;
  /** "Highlighted on page 3" */
  state: string;
  onShow: (() => void) | null;
};

/** What is cited, above the file, so that it can be read even where it cannot be marked. */
export function QuoteNote({ text, state, onShow }: QuoteNoteProps) {
  return (
    <div className="flex flex-none items-center gap-3 border-b border-line bg-side px-4 py-2 text-sm">
      <QuoteIcon aria-hidden="true" size={16} className="flex-none text-muted" />
      <div className="min-w-0 flex-1">
        <q className="line-clamp-2">{text.replaceAll(/\s+/g, ' ').trim()}</q>
        <p role="status" className="text-[13px] text-muted">
          {state}
        </p>
      </div>
      {onShow && (
        <button type="button" className="button flex-none" onClick={onShow}>
          Show
        </button>
      )}
    </div>
  );
}
