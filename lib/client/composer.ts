/** The message field, for shortcuts that go there. */
export const COMPOSER_ID = 'composer';

export function focusComposer(): void {
  document.getElementById(COMPOSER_ID)?.focus();
}

/** On a touch screen a focused field opens the keyboard over half the page, so nothing is focused unasked. */
export function isTouch(): boolean {
  return globalThis.matchMedia('(pointer: coarse)').matches;
}
