'use client';
import { useWholeText } from '../../lib/client/files.ts';
import { SheetsView } from './sheets-view.tsx';
import { SlidesView } from './slides-view.tsx';
import TextView from './text-view.tsx';
import type { Quote } from './use-quote.ts';

type StructuredViewProps = {
  fileId: string;
  name: string;
  kind: 'table' | 'slides';
  page: number | null;
  quote: Quote | null;
};

/** Sheets as tables and slides one by one; as plain text what is too long for that, or could not be fetched whole. */
export default function StructuredView({ fileId, name, kind, page, quote }: StructuredViewProps) {
  const { data, error } = useWholeText(fileId);
  if (data === undefined && error === undefined) return <p className="pulse p-6 text-sm text-muted">Opening…</p>;
  const hasStructure = data && data.text !== '' && (kind === 'table' || data.pages.length > 0);
  if (!hasStructure) return <TextView fileId={fileId} name={name} language={null} quote={quote} />;
  const View = kind === 'table' ? SheetsView : SlidesView;
  return <View name={name} text={data} page={page} quote={quote} />;
}
