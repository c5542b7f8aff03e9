/** "42 ms", "4.2 s", "3 min 5 s". */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const UNITS: readonly [number, string][] = [
  [1024 ** 3, 'GB'],
  [1024 ** 2, 'MB'],
];

/** "812 bytes", "4.2 KB", "3.1 MB", "10 GB": in powers of 1024, as the limits are configured. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return plural(bytes, 'byte');
  const [size, unit] = UNITS.find(([least]) => bytes >= least) ?? [1024, 'KB'];
  const value = bytes / size;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}

/** "in 3 min", "in 23 h", "in 2 days"; a time that is over is "now". */
export function formatUntil(time: number, now: number): string {
  const minutes = Math.ceil((time - now) / 60_000);
  if (minutes <= 0) return 'now';
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `in ${hours} h` : `in ${Math.round(hours / 24)} days`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

export type Age = 'Today' | 'Yesterday' | 'Previous 7 days' | 'Older';

export function toAge(time: number, now: number): Age {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  if (time >= midnight) return 'Today';
  if (time >= midnight - 86_400_000) return 'Yesterday';
  return time >= midnight - 7 * 86_400_000 ? 'Previous 7 days' : 'Older';
}
