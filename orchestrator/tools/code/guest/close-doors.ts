import dgram from 'node:dgram';
import dns from 'node:dns';
import { registerHooks } from 'node:module';
import net from 'node:net';

const GLOBALS = ['fetch', 'WebSocket', 'EventSource', 'Request', 'Response', 'BroadcastChannel', 'navigator', 'process'];

/** Of `process`: what Node itself calls. */
const KEPT = new Set(['emit', 'emitWarning', 'nextTick', '_tickCallback', '_fatalException', 'hrtime', 'cwd']);

function refuse(): never {
  throw new Error('not available in the sandbox');
}

/**
 * Takes everything from this process by which code in it could reach beyond it; what Node's permissions forbid already (files,
 * child processes, add-ons, internal bindings) stays forbidden. Guests have no access to JavaScript outside their own
 * interpreter; this holds should one find a way.
 */
export function closeDoors(): void {
  registerHooks({ resolve: refuse, load: refuse });
  Object.assign(net.Socket.prototype, { connect: refuse });
  Object.assign(net.Server.prototype, { listen: refuse });
  Object.assign(dgram.Socket.prototype, { bind: refuse, connect: refuse, send: refuse });
  for (const part of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype] as object[]) {
    for (const name of Object.getOwnPropertyNames(part)) {
      if (/^(resolve|lookup|reverse)/.test(name)) Object.assign(part, { [name]: refuse });
    }
  }
  const { process } = globalThis;
  for (const name of Object.getOwnPropertyNames(process)) {
    // Whether a property of `process` can go is up to Node; those that matter can.
    if (typeof Reflect.get(process, name) === 'function' && !KEPT.has(name)) Reflect.deleteProperty(process, name);
  }
  for (const name of GLOBALS) Reflect.deleteProperty(globalThis, name);
}
