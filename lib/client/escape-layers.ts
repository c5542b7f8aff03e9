/** Something on the page that Esc ends: a form, a panel, a card. Menus and dialogs are the browser's own and go before all of them. */
export type EscapeLayer = {
  /** Where it is; the layer that holds the focus is the nearest. `null`: it has no place. */
  element(): Element | null;
  /** Ends one thing; `false`: there was nothing to end. */
  close(): boolean;
};

const layers: EscapeLayer[] = [];
let floor: ((target: EventTarget | null) => boolean) | null = null;

/** The newest layer is the nearest, unless another one holds the focus. Gives what takes it away again. */
export function addEscapeLayer(layer: EscapeLayer): () => void {
  listen();
  layers.push(layer);
  return () => {
    const index = layers.indexOf(layer);
    if (index >= 0) layers.splice(index, 1);
  };
}

/** What Esc does where nothing is open; says whether it did something. */
export function setEscapeFloor(act: (target: EventTarget | null) => boolean): () => void {
  listen();
  floor = act;
  return () => {
    if (floor === act) floor = null;
  };
}

let isListening = false;

function listen(): void {
  if (isListening) return;
  isListening = true;
  document.addEventListener('keydown', onKeyDown);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return;
  if (isClosedByBrowser(event.target)) return;
  if (closeNearest(event.target)) event.preventDefault();
}

/** An input method takes the key for itself; 229 also where `isComposing` is not set. */
export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** A menu closes by itself, and a search field empties itself. */
function isClosedByBrowser(target: EventTarget | null): boolean {
  if (document.querySelector(':popover-open:not([popover="manual"])')) return true;
  return target instanceof HTMLInputElement && target.type === 'search' && target.value !== '';
}

function closeNearest(target: EventTarget | null): boolean {
  const modal = [...document.querySelectorAll('dialog:modal')].at(-1);
  const reachable = layers.filter((layer) => !modal || (layer.element() !== null && modal.contains(layer.element())));
  const holdsFocus = (layer: EscapeLayer) => target instanceof Node && layer.element()?.contains(target) === true;
  const nearest = [...reachable.filter((layer) => !holdsFocus(layer)), ...reachable.filter(holdsFocus)].reverse();
  return nearest.some((layer) => layer.close()) || (!modal && (floor?.(target) ?? false));
}
