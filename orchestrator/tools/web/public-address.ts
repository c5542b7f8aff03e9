import ipaddr from 'ipaddr.js';
import { WebError } from './web-error.ts';

/** RFC 4291: everything that is routed on the Internet is in 2000::/3. What lies outside may embed or translate an IPv4 address. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Public by number, yet answered by the cloud itself: Azure's wire server. */
const PLATFORM_ADDRESSES = new Set(['168.63.129.16']);

/**
 * Whether an IP address belongs to the public Internet. Every special range is not: loopback, private, link-local (cloud
 * metadata), shared, multicast, documentation, and all that carries an IPv4 address inside (mapped, 6to4, NAT64, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || address.includes('%')) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv6) return parsed.match(GLOBAL_IPV6);
  return !PLATFORM_ADDRESSES.has(parsed.toString());
}

/** Throws `WebError` unless every address is public; one private address among public ones is a trap. */
export function assertPublicAddress(host: string, addresses: readonly string[]): void {
  if (addresses.length === 0) throw new WebError(`${host} has no address`);
  if (!addresses.every(isPublicAddress)) throw new WebError(`${host} is not on the public Internet, so it is not reached`);
}
