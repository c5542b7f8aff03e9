'use client';
import { ImageIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

/**
 * An image of an answer is a link that says where it leads: loading it by itself would tell its host that it was read, and
 * let an injected prompt carry data out in its address.
 */
export function ForeignImage({ src, alt }: ComponentProps<'img'> & { node?: unknown }) {
  const url = typeof src === 'string' && URL.canParse(src) ? new URL(src) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return <span>{alt}</span>;
  return (
    <a className="foreign-image" href={url.href} target="_blank" rel="noopener noreferrer nofollow" referrerPolicy="no-referrer">
      <ImageIcon aria-hidden="true" size={16} />
      <span>{alt || 'Image'}</span>
      <span className="foreign-image-host">opens {url.host}</span>
    </a>
  );
}
