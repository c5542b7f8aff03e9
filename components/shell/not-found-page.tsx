'use client';
import { AppLink } from '../ui/app-link.tsx';
import { PageHeader } from './page-header.tsx';

export function NotFoundPage() {
  return (
    <>
      <PageHeader title="Not found" />
      <div className="column grid flex-1 content-center justify-items-center gap-4 pb-24 text-center">
        <h2 className="text-2xl font-semibold">This page does not exist</h2>
        <p className="text-muted">The address may be mistyped, or the conversation was deleted.</p>
        <AppLink href="/" className="button">
          Go to the chat
        </AppLink>
      </div>
    </>
  );
}
