/** The message field, for shortcuts that go there. */
export const COMPOSER_ID = 'composer';

export function focusComposer(): void {
  document.getElementById(COMPOSER_ID)?.focus();
}

export function isComposer(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.id === COMPOSER_ID;
}

/** On a touch screen a focused field opens the keyboard over half the page, so nothing is focused unasked. */
export function isTouch(): boolean {
  return globalThis.matchMedia('(pointer: coarse)').matches;
}

/** Where the focus goes when what had it is gone: to the message field, else to the page, so that keys are not lost. */
export function focusHome(): void {
  const composer = isTouch() ? null : document.getElementById(COMPOSER_ID);
  (composer ?? document.getElementById('main'))?.focus({ preventScroll: true });
}

/** Text can be typed into it, or it takes keys for itself. */
export function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
