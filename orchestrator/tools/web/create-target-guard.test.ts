import { describe, expect, it } from 'vitest';
import { createTargetGuard, type Resolve } from './create-target-guard.ts';
import { assertPublicAddress, isPublicAddress } from './public-address.ts';

const PUBLIC = '93.184.215.14';
const never: Resolve = async (host) => {
  throw new Error(`${host} was resolved`);
};
const { signal } = new AbortController();

/** Checks only: nothing here connects to anything. */
function check(address: string, resolve: Resolve = never, allowHosts: string[] = []) {
  return createTargetGuard({ resolve, allowHosts }).check(new URL(address), signal);
}

describe('isPublicAddress', () => {
  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '168.63.129.16',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::808:808',
    '64:ff9b:1::a00:1',
    '100::1',
    '2001::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:c0a8:1::1',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '4000::1',
    'example.org',
    '',
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
    expect(() => assertPublicAddress('host', [PUBLIC, address])).toThrow('not on the public Internet');
  });

  it.each([PUBLIC, '1.1.1.1', '172.32.0.1', '2606:4700:4700::1111', '2a00:1450:4001:80e::200e'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('createTargetGuard', () => {
  it.each([
    ['loopback', 'http://127.0.0.1/'],
    ['a short form', 'http://127.1/'],
    ['decimal', 'http://2130706433/'],
    ['octal', 'http://0177.0.0.1/'],
    ['octal in one number', 'http://017700000001/'],
    ['hexadecimal', 'http://0x7f.0x0.0x0.0x1/'],
    ['hexadecimal in one number', 'http://0x7f000001/'],
    ['mixed bases', 'http://0x7f.1/'],
    ['full-width digits', 'http://１２７.０.０.１/'],
    ['enclosed digits', 'http://①②⑦.⓪.⓪.①/'],
    ['other dots', 'http://127。0。0。1/'],
    ['percent-encoded', 'http://%31%32%37.0.0.1/'],
    ['zero', 'http://0/'],
    ['zero in full', 'http://0.0.0.0/'],
    ['with a final dot', 'http://127.0.0.1./'],
    ['private', 'http://192.168.1.1/'],
    ['metadata', 'http://169.254.169.254/latest/meta-data/'],
    ['metadata in decimal', 'http://2852039166/'],
    ['IPv6 loopback', 'http://[::1]/'],
    ['IPv6 unspecified', 'http://[::]/'],
    ['mapped', 'http://[::ffff:127.0.0.1]/'],
    ['mapped in hexadecimal', 'http://[::ffff:7f00:1]/'],
    ['compatible', 'http://[::127.0.0.1]/'],
    ['6to4', 'http://[2002:7f00:1::]/'],
    ['NAT64', 'http://[64:ff9b::127.0.0.1]/'],
    ['local NAT64', 'http://[64:ff9b:1::7f00:1]/'],
    ['Teredo', 'http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/'],
    ['link-local', 'http://[fe80::1]/'],
    ['unique local', 'http://[fd00:ec2::254]/'],
    ['multicast', 'http://[ff02::1]/'],
  ])('refuses %s without resolving anything: %s', async (_spelling, address) => {
    await expect(check(address)).rejects.toThrow('not on the public Internet');
  });

  it.each([
    ['a user name', 'http://admin@example.org/', 'user name'],
    ['a password', 'http://:secret@example.org/', 'user name'],
    ['a host as a user name', 'http://example.org@127.0.0.1/', 'user name'],
    ['a file', 'file:///etc/passwd', 'only http and https'],
    ['ftp', 'ftp://example.org/', 'only http and https'],
    ['gopher', 'gopher://127.0.0.1:6379/_INFO', 'only http and https'],
    ['a WebSocket', 'ws://example.org/', 'only http and https'],
    ['data', 'data:text/html,hello', 'only http and https'],
    ['SSH', 'http://example.org:22/', 'port 22'],
    ['Redis', 'http://example.org:6379/', 'port 6379'],
    ['port 0', 'http://example.org:0/', 'port 0'],
  ])('refuses %s', async (_what, address, message) => {
    await expect(check(address)).rejects.toThrow(message);
  });

  it('resolves a name once and pins all its addresses', async () => {
    const asked: string[] = [];
    const target = await check('https://Example.ORG./page', async (host) => {
      asked.push(host);
      return [PUBLIC, '2606:4700:4700::1111'];
    });
    expect(asked).toEqual(['example.org']);
    expect(target).toMatchObject({ host: 'example.org', port: 443, addresses: [PUBLIC, '2606:4700:4700::1111'] });
  });

  it.each([
    ['only private ones', ['10.0.0.7']],
    ['a private one among public ones', [PUBLIC, '10.0.0.7']],
    ['a mapped one', ['::ffff:10.0.0.7']],
    ['something that is no address', [PUBLIC, 'localhost']],
  ])('refuses a name with %s and does not tell them', async (_what, addresses) => {
    const refused = check('http://intranet.example/', async () => addresses);
    await expect(refused).rejects.toThrow('intranet.example is not on the public Internet, so it is not reached');
  });

  it('refuses a name without addresses, or that cannot be resolved', async () => {
    await expect(check('http://example.org/', async () => [])).rejects.toThrow('has no address');
    await expect(check('http://example.org/')).rejects.toThrow('the name example.org could not be resolved');
  });

  it.each([
    ['a host at any port', 'http://127.0.0.1:4321/', '127.0.0.1'],
    ['a host in another spelling', 'http://0x7f.1:4321/', '127.0.0.1'],
    ['a host at one port', 'http://127.0.0.1:4321/', '127.0.0.1:4321'],
    ['an IPv6 host', 'http://[::1]:4321/', '[::1]'],
    ['a name', 'http://wiki.internal/', 'WIKI.internal'],
  ])('reaches trusted %s', async (_what, address, trusted) => {
    await expect(check(address, async () => ['10.0.0.7'], [trusted])).resolves.toMatchObject({ url: new URL(address) });
  });

  it.each([
    ['another port of a trusted host', 'http://127.0.0.1:80/', '127.0.0.1:4321'],
    ['a neighbour', 'http://127.0.0.2/', '127.0.0.1'],
    ['a name below a trusted one', 'http://evil.wiki.internal/', 'wiki.internal'],
    ['a name that only begins like it', 'http://wiki.internal.example/', 'wiki.internal'],
  ])('does not trust %s', async (_what, address, trusted) => {
    await expect(check(address, async () => ['10.0.0.7'], [trusted])).rejects.toThrow('not on the public Internet');
  });

  it('stops waiting for a name when it is told to', async () => {
    const controller = new AbortController();
    const guard = createTargetGuard({ resolve: () => new Promise(() => {}) });
    const waiting = guard.check(new URL('http://example.org/'), controller.signal);
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });
});
