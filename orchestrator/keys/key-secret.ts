import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'ck_';
const SHOWN_CHARACTERS = 9;

/** 256 random bits: a plain hash of it cannot be guessed back. */
export function createKeySecret(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

export function hashKey(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** First characters, for people to recognise a key by. */
export function keyPrefix(secret: string): string {
  return secret.slice(0, SHOWN_CHARACTERS);
}
