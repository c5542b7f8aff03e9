'use client';
import { ZoomIn, ZoomOut } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { IconButton } from '../ui/icon-button.tsx';

type PdfToolbarProps = {
  page: number;
  pageCount: number;
  /** 1: as wide as there is room. */
  zoom: number;
  onPage(page: number): void;
  onZoom(zoom: number): void;
};

const STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

export function PdfToolbar({ page, pageCount, zoom, onPage, onZoom }: PdfToolbarProps) {
  const [typed, setTyped] = useState(String(page));
  useEffect(() => setTyped(String(page)), [page]);
  const jump = (event: FormEvent) => {
    event.preventDefault();
    const number = Math.round(Number(typed));
    if (number >= 1 && number <= pageCount) onPage(number);
    else setTyped(String(page));
  };
  const smaller = STEPS.findLast((step) => step < zoom);
  const larger = STEPS.find((step) => step > zoom);
  return (
    <div role="toolbar" aria-label="Pages" className="flex flex-none items-center gap-1 border-b border-line px-3 py-1 text-sm">
      <form onSubmit={jump} className="flex items-center gap-2">
        <input
          type="text"
          inputMode="numeric"
          aria-label={`Page, of ${pageCount}`}
          className="field w-14! px-2! text-center tabular-nums"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={jump}
        />
        <span className="text-muted tabular-nums">of {pageCount}</span>
      </form>
      <span className="flex-1" />
      <IconButton label="Smaller" disabled={smaller === undefined} onClick={() => smaller !== undefined && onZoom(smaller)}>
        <ZoomOut size={17} />
      </IconButton>
      <button
        type="button"
        className="min-h-8 min-w-14 rounded-lg px-1 tabular-nums hover:bg-hover pointer-coarse:min-h-11"
        aria-label={`Fit the width, now ${Math.round(zoom * 100)} %`}
        onClick={() => onZoom(1)}
      >
        {Math.round(zoom * 100)} %
      </button>
      <IconButton label="Larger" disabled={larger === undefined} onClick={() => larger !== undefined && onZoom(larger)}>
        <ZoomIn size={17} />
      </IconButton>
    </div>
  );
}
