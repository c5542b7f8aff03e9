type LockEntry = {
  version?: string;
  resolved?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};
export type LockFile = { packages: Record<string, LockEntry> };

const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPU = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** Where Node would look for a package, seen from a place in the tree; nearest first. */
function lookupPaths(from: string, name: string): string[] {
  const paths: string[] = [];
  for (let place = from; place !== ''; place = place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/')))) {
    paths.push(`${place}/node_modules/${name}`);
  }
  return [...paths, `node_modules/${name}`];
}

/** Optional dependencies that the lock file does not hold: `npm ci` refuses such a file. */
export function findMissingOptionals(lock: LockFile): { parent: string; name: string; version: string }[] {
  return Object.entries(lock.packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !lookupPaths(parent, name).some((path) => path in lock.packages))
      .map(([name, version]) => ({ parent, name, version })),
  );
}

function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[/-]/);
  const os = OS.find((each) => words.includes(each));
  const cpu = CPU.find((each) => words.includes(each));
  const libc = os !== 'linux' ? undefined : words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  return { ...(cpu ? { cpu: [cpu] } : {}), ...(os ? { os: [os] } : {}), ...(libc ? { libc: [libc] } : {}) };
}

/**
 * Adds the binaries for other platforms that npm left out. It leaves them out when the registry that it asked does not have
 * them, as mirrors often do, and then refuses the file everywhere.
 */
export function completeLock(lock: LockFile): LockFile {
  const packages = { ...lock.packages };
  for (const { parent, name, version } of findMissingOptionals(lock)) {
    const platform = platformOf(name);
    if (!/^\d+\.\d+\.\d+/.test(version) || (!platform.os && !platform.cpu))
      throw new Error(`cannot tell what ${name}@${version} is`);
    const top = `node_modules/${name}`;
    const path = packages[top] === undefined || packages[top].version === version ? top : `${parent}/node_modules/${name}`;
    const dev = lock.packages[parent]?.dev === true;
    packages[path] = { version, ...(dev ? { dev } : {}), optional: true, ...platform };
  }
  const sorted = Object.entries(packages).sort(([left], [right]) => left.localeCompare(right, 'en'));
  return { ...lock, packages: Object.fromEntries(sorted) };
}
