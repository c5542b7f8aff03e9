import { isIP, type LookupFunction, connect as netConnect } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import type { PinnedTarget } from './create-target-guard.ts';

/** Opens a connection to one of the checked addresses of a target and to nothing else. */
export type Dial = (target: Pick<PinnedTarget, 'url' | 'host' | 'port' | 'addresses'>) => Duplex;

/** Answers every lookup with the addresses that were checked, so that a name cannot point elsewhere at the moment of connecting. */
export function toPinnedLookup(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const first = all[0];
    if (first === undefined) callback(new Error('no address'), '');
    else if (options.all) callback(null, all);
    else callback(null, first.address, first.family);
  };
}

export const dial: Dial = ({ url, host, port, addresses }) => {
  const options = { host, port, lookup: toPinnedLookup(addresses), autoSelectFamily: true };
  if (url.protocol !== 'https:') return netConnect(options);
  return tlsConnect({ ...options, ALPNProtocols: ['http/1.1'], ...(isIP(host) === 0 ? { servername: host } : {}) });
};
