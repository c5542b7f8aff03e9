'use client';
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { placeBeside } from './place-beside.ts';
import { useEscape } from './use-escape.ts';

type HoverCardProps = {
  /** Name of the button and of what it shows. */
  label: string;
  /** What the button looks like. */
  trigger: ReactNode;
  className: string;
  children: ReactNode;
};

const OPEN_AFTER_MS = 120;
const CLOSE_AFTER_MS = 180;

/** A small card that a button shows to whoever points at it, reaches it by keyboard or taps it. */
export function HoverCard({ label, trigger, className, children }: HoverCardProps) {
  const [isOpen, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const button = useRef<HTMLButtonElement>(null);
  const card = useRef<HTMLSpanElement>(null);
  const whole = useRef<HTMLSpanElement>(null);
  const change = (next: boolean, afterMs = 0) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(next), afterMs);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useShown(isOpen, card, button, () => setOpen(false));
  useEscape(
    whole,
    () => {
      change(false);
      if (whole.current?.contains(document.activeElement)) button.current?.focus();
    },
    isOpen,
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard
    <span
      ref={whole}
      onPointerEnter={(event) => event.pointerType === 'mouse' && change(true, OPEN_AFTER_MS)}
      onPointerLeave={(event) => event.pointerType === 'mouse' && change(false, CLOSE_AFTER_MS)}
      onFocus={() => change(true)}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || change(false)}
    >
      <button
        ref={button}
        type="button"
        aria-label={label}
        aria-expanded={isOpen}
        className={className}
        onClick={() => change(true)}
      >
        {trigger}
      </button>
      <span ref={card} popover="manual" role="group" aria-label={label} className="hover-card">
        {isOpen && children}
      </span>
    </span>
  );
}

function useShown(
  isOpen: boolean,
  card: RefObject<HTMLElement | null>,
  button: RefObject<HTMLElement | null>,
  close: () => void,
): void {
  useLayoutEffect(() => {
    const element = card.current;
    if (!isOpen || !element || !button.current) return;
    element.showPopover();
    placeBeside(element, button.current.getBoundingClientRect());
    return () => element.hidePopover();
  }, [isOpen, card, button]);
  // It would stay behind when what it belongs to is scrolled away; and a tap elsewhere takes no focus from a button on every system.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `close` only sets a state
  useEffect(() => {
    if (!isOpen) return;
    const onElsewhere = ({ target }: Event) => {
      const isInside = target instanceof Node && (card.current?.contains(target) || button.current?.contains(target));
      if (!isInside) close();
    };
    document.addEventListener('scroll', onElsewhere, { capture: true, passive: true });
    document.addEventListener('pointerdown', onElsewhere);
    return () => {
      document.removeEventListener('scroll', onElsewhere, { capture: true });
      document.removeEventListener('pointerdown', onElsewhere);
    };
  }, [isOpen]);
}
