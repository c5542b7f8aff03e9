/** Of the person who looks at the page. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
