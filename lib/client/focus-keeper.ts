import { COMPOSER_ID, isTouch } from './composer.ts';

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled):not([type="hidden"]), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';
/** Whoever opened what is gone, and who opened that. */
const MOST_REMEMBERED = 12;

/**
 * Keeps the focus in the page. When what has it goes away (a row that is deleted, a dialog that closes over nothing, a form that
 * is done), browsers leave it at the body, and the next key of the keyboard begins at the top. It moves to the neighbour instead:
 * the next row, the one before, what took the place, where the focus was before, the message field, the page.
 * Returns how to stop.
 */
export function keepFocus(page: HTMLElement): () => void {
  const stop = new AbortController();
  let trail: HTMLElement[] = [];
  const onFocusIn = ({ target }: FocusEvent) => {
    if (target instanceof HTMLElement) trail = [target, ...trail.filter((one) => one !== target)].slice(0, MOST_REMEMBERED);
  };
  const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
    if (relatedTarget !== null || !(target instanceof HTMLElement)) return;
    // Somebody clicked beside everything, or left the window: nothing is lost. What goes away is gone a moment later.
    queueMicrotask(() => {
      const isLeft = page.ownerDocument.activeElement === page && trail[0] === target && isUsable(target);
      if (isLeft) trail = [];
    });
  };
  const observer = new MutationObserver((records) => {
    const [last] = trail;
    if (!last || last.isConnected || page.ownerDocument.activeElement !== page) return;
    const record = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(last)));
    // A row that is scrolled out of a long list goes away too: the list must not jump back to it.
    const next = (record && beside(record)) ?? refuge(trail);
    next?.focus({ preventScroll: true });
  });
  page.addEventListener('focusin', onFocusIn, { signal: stop.signal });
  page.addEventListener('focusout', onFocusOut, { signal: stop.signal });
  observer.observe(page, { childList: true, subtree: true });
  return () => {
    stop.abort();
    observer.disconnect();
  };
}

/** In the place of what was removed: the same part of the next or the previous row, or what stands there now. */
function beside({ target, removedNodes, nextSibling, previousSibling }: MutationRecord): HTMLElement | null {
  const [removed] = removedNodes;
  if (!(target instanceof Element) || !target.isConnected) return null;
  // Beside messages and their field one writes.
  if (target.closest(`[role="log"], form:has(#${COMPOSER_ID})`) !== null) return writingPlace();
  const isKind = (node: Node | null): node is Element => node instanceof Element && node.nodeName === removed?.nodeName;
  for (const sibling of [nextSibling, previousSibling]) {
    const found = isKind(sibling) && sibling.isConnected ? firstIn(sibling) : null;
    if (found) return found;
  }
  // A list within a page or a dialog; the frame of all pages has no place of its own.
  return target.closest('main, nav, aside, dialog, section') ? firstIn(target) : null;
}

function firstIn(element: Element): HTMLElement | null {
  const candidates = [element, ...element.querySelectorAll(FOCUSABLE)];
  return (candidates.find((one) => one.matches(FOCUSABLE) && isShown(one)) as HTMLElement | undefined) ?? null;
}

const isShown = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });

const isUsable = (element: Element): boolean => element.isConnected && isShown(element) && !element.matches(':disabled');

/** On a touch screen it would open the keyboard. */
const writingPlace = (): HTMLElement | null => (isTouch() ? null : document.getElementById(COMPOSER_ID));

function refuge(trail: readonly HTMLElement[]): HTMLElement | null {
  return trail.find(isUsable) ?? writingPlace() ?? document.getElementById('main');
}
