import type { Metadata } from 'next';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center gap-4 p-6 text-center">
      <h1 className="text-2xl font-semibold">This page does not exist</h1>
      <p className="text-muted">The address may be mistyped, or the conversation was deleted.</p>
      <p>
        <a className="button" href="/">
          Go to the chat
        </a>
      </p>
    </main>
  );
}
