/** Quotes and brackets on both sides. */
export function isQuoted(before: string, rest: string): boolean {
  return /["'“”‘’(«»]$/.test(before) && /^["'“”‘’)«»]/.test(rest);
}

/** A closing mark in the middle of a sentence. */
export function isMentioned(before: string, rest: string): boolean {
  if (isQuoted(before, rest)) return true;
  const isOpenSentence = before !== '' && /[ \t("'“‘]$/.test(before) && !/[.!?。！？…:;)\]}"”*]\s*$/.test(before);
  return isOpenSentence && /^(?:[ \t]+[\p{Ll}\d(]|[.,;:!?)"'”’])/u.test(rest);
}
