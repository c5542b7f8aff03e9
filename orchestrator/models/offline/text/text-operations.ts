import { CHANGES } from './changes.ts';
import { ENCODINGS } from './encodings.ts';
import { FINDINGS } from './findings.ts';
import type { TextOperation } from './text-operation.ts';

/** A thing to do with a text, found by the words that ask for it; more specific first. */
export const TEXT_OPERATIONS: readonly TextOperation[] = [...ENCODINGS, ...FINDINGS, ...CHANGES];
