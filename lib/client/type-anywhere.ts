import { COMPOSER_ID, isField } from './composer.ts';
import { isComposing } from './escape-layers.ts';

/** Things that take letters for themselves. */
const OWN_KEYS = '[role="menu"], [role="listbox"], [role="tree"], [role="grid"], [contenteditable]';

/** A letter that is typed while no field has the focus goes into the message field: nobody has to click there first. */
export function typeAnywhere(event: KeyboardEvent): void {
  const { key, target } = event;
  const isLetter = [...key].length === 1 && key !== ' ';
  if (!isLetter || event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
  if (isField(target) || (target instanceof Element && target.closest(OWN_KEYS))) return;
  if (document.querySelector('dialog:modal, :popover-open:not([popover="manual"])')) return;
  // The browser writes the letter into whatever has the focus by then.
  document.getElementById(COMPOSER_ID)?.focus();
}
