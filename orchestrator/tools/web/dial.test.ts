import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createGuardedFetch } from './create-guarded-fetch.ts';
import { dial } from './dial.ts';

describe('dial', () => {
  it('speaks TLS to the checked address under the name of the host', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = new URL(`https://secure.example:${port}/`);
    const socket = dial({ url, host: url.hostname, port, addresses: ['127.0.0.1'] });
    const [client] = (await once(server, 'connection')) as [Socket];
    const [hello] = (await once(client, 'data')) as [Buffer];
    // RFC 8446: a handshake record, and the server name in the clear.
    expect(hello[0]).toBe(22);
    expect(hello.toString('latin1')).toContain('secure.example');
    const failed = once(socket, 'error');
    client.destroy();
    await failed;
    server.close();
  });

  it('does not take plain HTTP for an answer where TLS was asked for', async () => {
    const server = createServer((client) => client.on('error', () => {}).end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const fetchPage = createGuardedFetch({ allowHosts: ['127.0.0.1'] });
    const reading = fetchPage(new URL(`https://127.0.0.1:${port}/`), () => true, new AbortController().signal);
    await expect(reading).rejects.toThrow('127.0.0.1 could not be read');
    server.close();
  });
});
