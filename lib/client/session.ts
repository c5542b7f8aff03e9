import useSWR from 'swr';
import { z } from 'zod';
import { readError } from './http.ts';

const sessionState = z.object({ authenticated: z.boolean(), mode: z.enum(['loopback', 'sign-in']) });

/** Where the sign-out form posts to; the front removes the session and shows the sign-in page. */
export const SIGN_OUT_PATH = '/auth/sign-out';

/** How this browser is let in: by itself on loopback, else by an access key. */
export function useSession() {
  return useSWR('session', async () => {
    const response = await fetch('/auth/session', { cache: 'no-store' });
    if (!response.ok) throw await readError(response);
    return sessionState.parse(await response.json());
  });
}
