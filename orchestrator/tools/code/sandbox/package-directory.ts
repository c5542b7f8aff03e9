import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';

/** Where an installed package lies, whatever it exports. Throws when it is not installed. */
export function packageDirectory(name: string): string {
  const file = findPackageJSON(name, import.meta.url);
  if (file === undefined) throw new Error(`the package ${name} is not installed`);
  return dirname(file);
}
