import { Upload } from 'lucide-react';

/** Lies over the page while files are held over it; the page below takes them. */
export function DropOverlay({ text }: { text: string }) {
  return (
    <div className="drop-overlay" data-testid="drop-overlay">
      <p className="flex items-center gap-3 text-lg font-medium">
        <Upload aria-hidden="true" size={22} /> {text}
      </p>
    </div>
  );
}
