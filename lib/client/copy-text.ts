/** Whether the text is on the clipboard now. Works on plain http too, where the clipboard interface does not exist. */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (globalThis.navigator.clipboard) {
      await globalThis.navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Not allowed in this frame or without focus: the older way may still be.
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
  }
}
