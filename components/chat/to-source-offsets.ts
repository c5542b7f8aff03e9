const ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/iy;
const PUNCTUATION = /[!-/:-@[-`{-~]/;

/**
 * Where each character of a text node stands in the Markdown it was parsed from, which has escapes, entities and the marks of
 * lists and quotes besides; `null`: it cannot be told. Linear.
 */
export function toSourceOffsets(value: string, source: string): number[] | null {
  const offsets: number[] = [];
  let at = 0;
  while (offsets.length < value.length) {
    const place = offsets.length;
    const char = value[place] as string;
    ENTITY.lastIndex = at;
    const entity = source[at] === '&' ? ENTITY.exec(source)?.[0] : undefined;
    if (entity !== undefined && !value.startsWith(entity, place)) {
      const isPair = (value.codePointAt(place) ?? 0) > 0xffff;
      offsets.push(at, ...(isPair ? [at] : []));
      at += entity.length;
    } else if (source[at] === '\\' && source[at + 1] === char && PUNCTUATION.test(char)) {
      offsets.push(at);
      at += 2;
    } else if (source[at] === char) {
      offsets.push(at);
      at += 1;
    } else if (at < source.length && /[\s>]/.test(source[at] as string)) {
      at += 1;
    } else return null;
  }
  return offsets;
}
