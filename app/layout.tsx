import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers.js';
import type { ReactNode } from 'react';
import { THEME_COOKIE, toTheme } from '../lib/client/theme.ts';

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

/** The theme comes with the page, by cookie, so that nothing flashes and no script has to run first. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = toTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme}>
      <body>{children}</body>
    </html>
  );
}
