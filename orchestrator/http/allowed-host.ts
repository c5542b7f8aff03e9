const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/;

/**
 * Whether a `Host` header names one of the allowed names. `*.example.org` stands for every name below it; an entry with a
 * port allows that port alone. PRD NFR-3.
 */
export function isAllowedHost(host: string | undefined, allowed: readonly string[]): boolean {
  const [whole, name] = HOST.exec(host?.toLowerCase() ?? '') ?? [];
  if (whole === undefined || name === undefined) return false;
  return allowed.some((entry) => {
    if (entry.startsWith('*.')) return name.endsWith(entry.slice(1)) && name.length > entry.length - 1;
    return entry === name || entry === whole;
  });
}
