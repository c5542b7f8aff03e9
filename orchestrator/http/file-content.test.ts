import { beforeEach, describe, expect, it } from 'vitest';
import type { FileRecord } from '../../lib/contract/files.ts';
import { codeOf, type Given, PNG, withUploads } from './fixtures/with-uploads.ts';

const { stored, get } = withUploads();

describe('content', () => {
  let file: FileRecord;
  beforeEach(async () => {
    file = await stored({ name: 'digits.txt', bytes: '0123456789' });
  });
  const part = async (range: string, more: Record<string, string> = {}) => {
    const answer = await get(`/api/files/${file.file_id}/content`, { range, ...more });
    return [answer.status, answer.headers.get('content-range'), await answer.text()];
  };

  it.each([
    ['bytes=0-3', 206, 'bytes 0-3/10', '0123'],
    ['bytes=7-', 206, 'bytes 7-9/10', '789'],
    ['bytes=-2', 206, 'bytes 8-9/10', '89'],
    ['bytes=-20', 206, 'bytes 0-9/10', '0123456789'],
    ['bytes=9-100', 206, 'bytes 9-9/10', '9'],
    ['bytes=0-1,3-4', 200, null, '0123456789'],
    ['bytes=5-2', 200, null, '0123456789'],
    ['lines=1-2', 200, null, '0123456789'],
  ])('comes in parts: %s', async (range, ...expected) => expect(await part(range)).toEqual(expected));

  it('has no part behind its end', async () => {
    expect(await part('bytes=10-')).toEqual([416, 'bytes */10', expect.stringContaining('RANGE_NOT_SATISFIABLE')]);
    expect((await part('bytes=-0'))[0]).toBe(416);
  });

  it('is not sent again to who has it, nor a part of what is no longer the same', async () => {
    const etag = `"${file.sha256}"`;
    expect((await get(`/api/files/${file.file_id}/content`, { 'if-none-match': etag })).status).toBe(304);
    expect(await part('bytes=0-3', { 'if-range': etag })).toEqual([206, 'bytes 0-3/10', '0123']);
    expect((await part('bytes=0-3', { 'if-range': '"other"' }))[0]).toBe(200);
  });

  it('is shown only where a browser runs none of it', async () => {
    const shown = async (given: Given) => {
      const { file_id } = await stored(given);
      const { headers } = await get(`/api/files/${file_id}/content?disposition=inline`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain('sandbox');
      return [headers.get('content-disposition')?.split(';')[0], headers.get('content-type')];
    };
    expect(await shown({ name: 'a.png', bytes: PNG })).toEqual(['inline', 'image/png']);
    expect(await shown({ name: 'a.html', bytes: '<script>alert(1)</script>' })).toEqual(['inline', 'text/plain']);
    expect(await shown({ name: 'a.svg', bytes: '<svg onload="alert(1)"/>' })).toEqual(['inline', 'text/plain']);
    expect((await shown({ name: 'a.pdf', bytes: '%PDF-1.4\n%%EOF' }))[0]).toBe('attachment');
  });

  it('has no text before it is read', async () => {
    expect(await codeOf(await get(`/api/files/${file.file_id}/text`))).toEqual([409, 'CONFLICT']);
  });
});
