'use client';
import { usePathname, useRouter } from 'next/navigation.js';
import type { ComponentProps, MouseEvent } from 'react';

type AppLinkProps = ComponentProps<'a'> & {
  href: string;
  /** Instead of asking the router, for addresses that the shell shows by itself. */
  onGo?: () => void;
};

/** A link inside the product: an ordinary click stays on the page, every other click is the browser's. */
export function AppLink({ href, onGo, onClick, ...rest }: AppLinkProps) {
  const router = useRouter();
  const isHere = usePathname() === href;
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const isOrdinary = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!isOrdinary || event.defaultPrevented) return;
    event.preventDefault();
    if (onGo) onGo();
    else router.push(href);
  };
  return <a href={href} aria-current={isHere ? 'page' : undefined} onClick={go} {...rest} />;
}
