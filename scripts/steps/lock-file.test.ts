import { describe, expect, it } from 'vitest';
import { completeLock, findMissingOptionals, type LockFile } from './lock-file.ts';

const lock: LockFile = {
  packages: {
    'node_modules/tool': {
      version: '1.0.0',
      dev: true,
      optionalDependencies: { '@tool/linux-x64': '1.0.0', '@tool/linux-x64-musl': '1.0.0', '@tool/darwin-arm64': '1.0.0' },
    },
    'node_modules/@tool/linux-x64': { version: '1.0.0', dev: true, optional: true, os: ['linux'], cpu: ['x64'] },
    'node_modules/app/node_modules/tool': { version: '2.0.0', optionalDependencies: { '@tool/darwin-arm64': '2.0.0' } },
  },
};

describe('lock file', () => {
  it('misses what npm left out for other platforms', () => {
    expect(findMissingOptionals(lock).map(({ name, version }) => `${name}@${version}`)).toEqual([
      '@tool/linux-x64-musl@1.0.0',
      '@tool/darwin-arm64@1.0.0',
      '@tool/darwin-arm64@2.0.0',
    ]);
  });

  it('is completed with entries that only fit their platform, two versions side by side', () => {
    const { packages } = completeLock(lock);
    expect(findMissingOptionals({ packages })).toEqual([]);
    expect(packages['node_modules/@tool/darwin-arm64']).toEqual({
      version: '1.0.0',
      dev: true,
      optional: true,
      cpu: ['arm64'],
      os: ['darwin'],
    });
    expect(packages['node_modules/@tool/linux-x64-musl']).toMatchObject({ libc: ['musl'] });
    expect(packages['node_modules/app/node_modules/tool/node_modules/@tool/darwin-arm64']).toMatchObject({ version: '2.0.0' });
  });
});
