import './globals.css';
import './forced-colors.css';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers.js';
import type { ReactNode } from 'react';
import { THEME_SCRIPT } from '../lib/client/theme.ts';

// Rendered per request: only then does Next put the request's nonce on its scripts.
export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  title: { default: 'Cartrita', template: '%s · Cartrita' },
  description: 'An assistant with several agents that runs on your own machine',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fcfcfb' },
    { media: '(prefers-color-scheme: dark)', color: '#171716' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    // The script sets the theme before React looks, and browsers hide nonces from it: neither is a mismatch.
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
