const GAP_PX = 6;
const EDGE_PX = 8;

/** Puts a fixed element below its anchor, or above it where there is more room, inside the window. */
export function placeBeside(element: HTMLElement, anchor: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = element;
  const begin = getComputedStyle(element).direction === 'rtl' ? anchor.right - width : anchor.left;
  const left = Math.max(EDGE_PX, Math.min(begin, innerWidth - width - EDGE_PX));
  const fitsBelow = anchor.bottom + GAP_PX + height <= innerHeight - EDGE_PX;
  const top = fitsBelow ? anchor.bottom + GAP_PX : Math.max(EDGE_PX, anchor.top - GAP_PX - height);
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
}
