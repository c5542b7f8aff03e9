import { sealData } from 'iron-session';
import { describe, expect, it } from 'vitest';
import { SECRET } from './fixtures/harness.ts';
import { createSessions, withoutSession } from './session.ts';

const sessions = createSessions({ secret: SECRET, port: 3000 });
const session = { kind: 'signed-in', key: 'ada-key', issuedAt: 5 } as const;

async function cookie(secret = SECRET): Promise<string> {
  return (await createSessions({ secret, port: 3000 }).issue(session, false)).split(';')[0] as string;
}

describe('session cookie', () => {
  it('gives back what was put in, and shows nothing of it', async () => {
    const value = await cookie();
    expect(value).not.toContain('ada');
    expect(await sessions.read(`a=b; ${value}; c=d`, false)).toEqual(session);
    expect(await sessions.read(value, false)).toEqual(session);
  });

  it.each([
    ['nothing', async () => undefined],
    ['another secret', () => cookie('another-secret-that-is-long-enough-0123456789')],
    ['a changed cookie', async () => `${(await cookie()).slice(0, -8)}AAAAAA~2`],
    ['rubbish', async () => 'cartrita_session_3000=%%%'],
    ['another shape', async () => `cartrita_session_3000=${await sealData({ admin: true }, { password: SECRET })}`],
    ['an expired one', async () => `cartrita_session_3000=${await sealData(session, { password: SECRET, ttl: 1 - 120 })}`],
    ['the name of another instance', async () => (await cookie()).replace('_3000', '_3001')],
  ])('%s is no session', async (_name, make) => {
    expect(await sessions.read(await make(), false)).toBeNull();
  });

  it('is not read from plain http when it was issued for https', async () => {
    const secure = (await sessions.issue(session, true)).split(';')[0] as string;
    expect(await sessions.read(secure, false)).toBeNull();
    expect(await sessions.read(secure, true)).toEqual(session);
  });

  it('is not among the cookies for pages', () => {
    expect(withoutSession('theme=dark; cartrita_session_3000=x; __Host-cartrita_session_3000=y')).toBe('theme=dark');
    expect(withoutSession('cartrita_session_3000=x')).toBeUndefined();
    expect(withoutSession(undefined)).toBeUndefined();
  });
});
