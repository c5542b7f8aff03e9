import { extname } from 'node:path';

const TYPES: Record<string, string> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.tsv': 'text/tab-separated-values',
  // Shown as text, whatever a browser would make of it.
  ...Object.fromEntries(
    ['.txt', '.log', '.html', '.xml', '.yaml', '.yml', '.toml', '.sql', '.py', '.js', '.ts', '.css', '.ics'].map((ending) => [
      ending,
      'text/plain',
    ]),
  ),
};

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

function isText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Media type of a file that a program made; `null` when it is of no kind that is kept, or not what its name says. */
export function artifactType(name: string, bytes: Uint8Array): string | null {
  const type = TYPES[extname(name).toLowerCase()];
  if (type === undefined) return null;
  const isGenuine = type === 'image/png' ? PNG_SIGNATURE.equals(bytes.subarray(0, PNG_SIGNATURE.length)) : isText(bytes);
  return isGenuine ? type : null;
}
