import type { ComponentProps } from 'react';

const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** A link of an answer: opens apart, shows its host, and is plain text when its address is not an ordinary one. */
export function SafeLink({ href, children }: ComponentProps<'a'> & { node?: unknown }) {
  if (href?.startsWith('#')) return <a href={href}>{children}</a>;
  const url = toUrl(href);
  if (!url || !SAFE_PROTOCOLS.has(url.protocol)) return <span>{children}</span>;
  return (
    <a
      href={url.href}
      title={url.host || url.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      referrerPolicy="no-referrer"
    >
      {children}
      <span className="sr-only"> (opens {url.host || 'an application'} in a new tab)</span>
    </a>
  );
}

function toUrl(href: string | undefined): URL | null {
  return href !== undefined && URL.canParse(href) ? new URL(href) : null;
}
