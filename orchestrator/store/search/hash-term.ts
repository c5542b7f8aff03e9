/** Of hashes: from 1 to this. */
export const TERM_SPACE = 2 ** 28;

/** FNV-1a with a final mix, so that short words spread. */
export function hashTerm(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index += 1) hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash ^= hash >>> 13;
  return ((hash >>> 0) % TERM_SPACE) + 1;
}

/** The key of chunks that hold a word many times; never the hash of a word. */
export function toManyKey(hash: number): number {
  return hash + 2 * TERM_SPACE;
}

/**
 * What an owner's keys are combined with (`#`, exclusive or) in `chunk_terms.terms`: 28 bits of the MD5 of its id, which
 * SQL and Node compute alike.
 */
export const OWNER_SALT_SQL = (ownerId: string) => `('x' || left(md5(${ownerId}), 7))::bit(28)::int`;
