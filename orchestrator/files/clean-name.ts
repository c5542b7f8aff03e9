const MAX_CHARS = 255;
const MAX_ENDING_CHARS = 20;
/** Controls, line separators, and what turns the direction of text: `photo\u202Egnp.exe` must not look like `photoexe.png`. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** A name of a file for people: without its path and what could deceive, at most 255 UTF-16 units long, its ending kept. Never throws. */
export function cleanName(name: string): string {
  const base = name.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const visible = base.replaceAll(INVISIBLE, '').replaceAll(/\s+/g, ' ').trim();
  // What is not a name in a directory is none here either.
  return /^\.{0,2}$/.test(visible) ? 'file' : cut(visible);
}

function cut(name: string): string {
  if (name.length <= MAX_CHARS) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= MAX_ENDING_CHARS ? name.slice(dot) : '';
  // Half a surrogate pair would be left at a cut in its middle.
  return name.slice(0, MAX_CHARS - ending.length).replace(/[\uD800-\uDBFF]$/, '') + ending;
}
