import { customAlphabet } from 'nanoid';
import { ID_PREFIXES, type IdKind } from '../contract/primitives.ts';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const randomTail = customAlphabet(ALPHABET, 16);

/** Makes ids; a port, so that tests control them. */
export type CreateId = (kind: IdKind) => string;

/** `<prefix>_<9 characters of time, base 36><16 random characters>`: sorts by creation time across kinds of one prefix. */
export const createId: CreateId = (kind) => {
  return `${ID_PREFIXES[kind]}_${Date.now().toString(36).padStart(9, '0')}${randomTail()}`;
};
