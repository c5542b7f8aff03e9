import { describe, expect, it } from 'vitest';
import { findLooseVersions, findMachineTies, findResolvedUrls, findUnexplained } from './check-repository.ts';

// Put together at run time, so that this file does not hold what the check looks for.
const registry = ['registry', 'example', 'org'].join('.');
const machinePath = ['', 'home', 'someone', 'project'].join('/');

describe('repository check', () => {
  it('finds a registry host and a path of one machine', () => {
    const ties = findMachineTies([
      { file: 'a.md', text: `npm --registry https://${registry}/` },
      { file: 'b.ts', text: `const dir = '${machinePath}';` },
      { file: 'c.ts', text: 'import x from "./home/page.ts"; cwd("/home/pyodide"); fetch("/health/live")' },
    ]);
    expect(ties).toEqual([`a.md: names a package registry: ${registry}`, expect.stringContaining('b.ts: names a path')]);
  });

  it('finds versions that are not pinned', () => {
    expect(findLooseVersions({ dependencies: { a: '1.2.3', b: '^1.2.3' }, devDependencies: { c: 'latest' } })).toHaveLength(2);
  });

  it('finds packages without a reason, and reasons without a package', () => {
    const document = '| package | for |\n| `a`, `gone` | `b` is only mentioned |';
    expect(findUnexplained({ dependencies: { a: '1.0.0' }, devDependencies: { b: '1.0.0' } }, document)).toEqual([
      'docs/dependencies.md: b has no reason',
      'docs/dependencies.md: gone is not a dependency',
    ]);
  });

  it('finds resolved URLs in the lock file', () => {
    expect(findResolvedUrls({ packages: { a: {}, b: { resolved: 'https://example.org/b.tgz' } } })).toHaveLength(1);
  });
});
