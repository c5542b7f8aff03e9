import type { KeyScope } from '../../lib/contract/keys.ts';

/** Who calls. Data belongs to `ownerId`; a rotated key shares it with its predecessor. */
export type Principal = { ownerId: string; keyId: string; scopes: readonly KeyScope[] };
