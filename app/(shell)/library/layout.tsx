import type { Metadata } from 'next';
import { LibraryPage } from '../../../components/files/library-page.tsx';

export const metadata: Metadata = { title: 'Library' };

/** The list stays while one moves between files: their addresses have no page of their own. */
export default function LibraryLayout() {
  return <LibraryPage />;
}
