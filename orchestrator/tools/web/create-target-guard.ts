import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { untilAborted } from '../../../lib/shared/until-aborted.ts';
import { assertPublicAddress, isPublicAddress } from './public-address.ts';
import { WebError } from './web-error.ts';

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<string[]>;

export type GuardOptions = {
  /** Private hosts that the deployment trusts: `host` (any port) or `host:port`. */
  allowHosts?: readonly string[];
  /** For hosts that are not on that list. Default 80, 443 and 8080. */
  ports?: readonly number[];
  resolve?: Resolve;
};

/** A place that may be reached, with the addresses it was checked for: connect to these, never resolve again. */
export type PinnedTarget = {
  url: URL;
  host: string;
  port: number;
  addresses: readonly string[];
  /** Reached only because the deployment trusts it. */
  isPrivate: boolean;
};

export type TargetGuard = {
  /** Checks address, port and scheme and resolves the name once. Throws `WebError`. Abort: throws the reason. */
  check(url: URL, signal: AbortSignal): Promise<PinnedTarget>;
};

const DEFAULT_PORTS: readonly number[] = [80, 443, 8080];
const SCHEME_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

const systemResolve: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * Decides which hosts may be reached on behalf of a model; for everything that follows an address from outside (pages, MCP
 * servers, the agents' browser). `URL` has already turned decimal, octal and hexadecimal spellings into plain addresses.
 */
export function createTargetGuard(options: GuardOptions = {}): TargetGuard {
  const { ports = DEFAULT_PORTS, resolve = systemResolve } = options;
  const trusted = new Set(options.allowHosts?.map((host) => host.toLowerCase()));

  async function addressesOf(host: string, signal: AbortSignal): Promise<string[]> {
    if (isIP(host) !== 0) return [host];
    try {
      return await untilAborted(resolve(host), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw new WebError(`the name ${host} could not be resolved`, { cause: error });
    }
  }

  return {
    async check(url, signal) {
      const schemePort = SCHEME_PORTS[url.protocol];
      if (schemePort === undefined) throw new WebError(`only http and https addresses are reached, not ${url.protocol}`);
      if (url.username !== '' || url.password !== '')
        throw new WebError('addresses with a user name or password are not reached');
      const name = url.hostname.replace(/\.$/, '');
      const host = name.replace(/^\[|\]$/g, '');
      const port = url.port === '' ? schemePort : Number(url.port);
      const isTrusted = trusted.has(name) || trusted.has(`${name}:${port}`);
      if (!isTrusted && !ports.includes(port)) throw new WebError(`port ${port} is not reached`);
      const addresses = await addressesOf(host, signal);
      if (!isTrusted) assertPublicAddress(host, addresses);
      return { url, host, port, addresses, isPrivate: !addresses.every(isPublicAddress) };
    },
  };
}
