const REFERENCE_MARKS = /(?<=[\p{L}\p{N}.,;:)”"'’%\]])\s?\[\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,9}\]/gu;

/** Without `[3]` and `[3, 4]` behind words: where a source cites others, it says no number. */
export const withoutReferences = (text: string): string => text.replaceAll(REFERENCE_MARKS, '');
