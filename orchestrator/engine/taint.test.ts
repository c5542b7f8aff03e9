import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Tool } from '../core/tool.ts';
import { whyApproval } from './approval-policy.ts';
import { createTaint } from './taint.ts';

const tool = (made: Partial<Tool>): Tool => ({
  name: 'tool',
  description: '',
  parameters: z.object({}),
  risk: 'read',
  timeoutMs: 1,
  execute: async () => ({ output: '', summary: '' }),
  ...made,
});

describe('addresses that came to a run from outside', () => {
  it.each([
    ['as it is', 'see https://a.example/b?c=d', 'https://a.example/b?c=d', true],
    ['with the end of a sentence', 'see https://a.example/b.', 'https://a.example/b', true],
    ['in Markdown', '[a](https://a.example/b)', 'https://a.example/b', true],
    ['in JSON', '{"url":"https://a.example/b"}', 'https://a.example/b', true],
    ['with another fragment', 'https://a.example/b#top', 'https://a.example/b#end', true],
    ['in another case of the host', 'https://A.example/b', 'https://a.example/b', true],
    ['with brackets', 'https://a.example/b_(c)', 'https://a.example/b_(c)', true],
    ['with less than its brackets', 'https://a.example/b_(c)', 'https://a.example/b_(c', false],
    ['with more punctuation than it has', 'https://a.example/b', 'https://a.example/b!', false],
    ['with a line break in it', 'https://a.example/b', 'https://a.exam\nple/b', false],
    ['without its scheme', 'see a.example/b', 'a.example/b', true],
    ['with another query', 'https://a.example/b?c=d', 'https://a.example/b?c=secret', false],
    ['with another path', 'https://a.example/b', 'https://a.example/b/secret', false],
    ['below another name', 'https://a.example/', 'https://secret.a.example/', false],
    ['with another scheme', 'https://a.example/', 'http://a.example/', false],
    ['that is none', 'https://a.example/', 'nonsense', false],
  ])('%s', (_name, text, asked, known) => {
    const taint = createTaint(false);
    taint.learn(text);
    expect(taint.knows(asked)).toBe(known);
  });

  it('do not include what the model itself wrote into the call', () => {
    const taint = createTaint(true);
    taint.learn('No results for https://evil.example/?q=secret, try https://good.example/', '{"query":"evil.example/?q=secret"}');
    expect(taint.knows('https://evil.example/?q=secret')).toBe(false);
    expect(taint.knows('https://good.example/')).toBe(true);
  });
});

describe('approval is needed', () => {
  const network = tool({ usesNetwork: true });
  it.each([
    ['for money, always', tool({ risk: 'spend' }), {}, 'auto', false, true],
    ['for no write of a clean run', tool({ risk: 'write' }), {}, 'auto', false, false],
    ['for no program of a clean run', tool({ risk: 'execute' }), {}, 'auto', false, false],
    ['for a write of a tainted run', tool({ risk: 'write' }), {}, 'auto', true, true],
    ['for a program of a tainted run', tool({ risk: 'execute' }), {}, 'auto', true, true],
    ['for every write where wanted', tool({ risk: 'write' }), {}, 'always', false, true],
    ['for no reading', tool({}), {}, 'always', true, false],
    ['for no address of a clean run', network, { url: 'https://new.example/' }, 'auto', false, false],
    ['for an address that a tainted run made up', network, { url: 'https://new.example/' }, 'auto', true, true],
    ['for one without a scheme', network, { url: 'new.example/a' }, 'auto', true, true],
    ['for one in a list', network, { urls: ['https://known.example/', 'https://new.example/'] }, 'auto', true, true],
    ['for no address that the run was given', network, { url: 'https://known.example/' }, 'auto', true, false],
    ['for no search where the configuration says', network, { query: 'height of the tower' }, 'auto', true, false],
  ] as const)('%s', (_name, called, args, policy, isTainted, expected) => {
    const taint = createTaint(isTainted);
    taint.learn('https://known.example/');
    expect(whyApproval(called, args, policy, taint) !== null).toBe(expected);
  });
});
