const INTERVAL_MS = 200;
const MAX_NOTE_CHARS = 1_000;

/** Shows what a program prints while it runs: new lines, at once after silence, else at most every 200 ms. */
export function createOutputProgress(show: (note: string) => void) {
  let fresh = '';
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    timer = undefined;
    const note = fresh.trimEnd().slice(-MAX_NOTE_CHARS);
    fresh = '';
    if (note === '') return;
    show(note);
    timer = setTimeout(flush, INTERVAL_MS);
  }

  return {
    add(text: string): void {
      fresh = (fresh + text).slice(-MAX_NOTE_CHARS);
      if (timer === undefined && text.includes('\n')) flush();
    },
    stop: () => clearTimeout(timer),
  };
}
