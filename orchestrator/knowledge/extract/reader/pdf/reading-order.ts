/** A piece of text on a page. */
export type Placed = { text: string; x: number; endX: number; y: number; size: number };

const RTL_LETTER = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** Shapes that letters have within words; programs that print by shape leave these. */
const SHAPED = /[\uFB1D-\uFDFF\uFE70-\uFEFC]+/g;

export const isRightToLeft = (text: string) => RTL_LETTER.test(text);

/** Blanks and signs, which go with what surrounds them. */
const isNeutral = (text: string) => !/[\p{L}\p{N}]/u.test(text);

/** One piece of two that stand side by side. */
function beside(left: Placed, right: Placed): Placed {
  const isApart = right.x - left.endX > right.size * 0.15;
  return { ...left, text: `${left.text}${isApart ? ' ' : ''}${right.text}`, endX: Math.max(left.endX, right.endX) };
}

/** From right to left; figures and words of other scripts between them stay as they are, from left to right. */
export function toReadingOrder(items: readonly Placed[]): Placed[] {
  const ordered: Placed[] = [];
  let run: Placed | null = null;
  const close = () => {
    // The sign on the left of a figure is the one behind it.
    if (run) ordered.push({ ...run, text: run.text.replace(/^([.,:;!?]+)(.+)$/, '$2$1') });
    run = null;
  };
  for (const item of items.toSorted((one, other) => other.x - one.x)) {
    if (isRightToLeft(item.text) || isNeutral(item.text)) {
      close();
      ordered.push({ ...item, text: item.text.replace(SHAPED, (shapes) => shapes.normalize('NFKC')) });
    } else run = run ? beside(item, run) : item;
  }
  close();
  return ordered;
}
