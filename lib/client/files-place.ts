import { create } from 'zustand';

/** A file and, where something in it is meant, the page and the characters of its text. */
export type FilePlace = { fileId: string; page: number | null; start: number | null; end: number | null };

const FILE_PATH = /^\/library\/(file_[0-9A-Za-z]{1,64})$/;
/** From here on there is room for a file beside what one reads. */
export const WIDE_SCREEN = '(min-width: 1024px)';

export function toFilePath({ fileId, page, start, end }: FilePlace): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ page, start, end })) if (value !== null) query.set(name, String(value));
  return `/library/${fileId}${query.size === 0 ? '' : `?${query}`}`;
}

/** `null` when the address is not one of a file. Never throws. */
export function fromFilePath(pathname: string, query: URLSearchParams): FilePlace | null {
  const fileId = FILE_PATH.exec(pathname)?.[1];
  if (fileId === undefined) return null;
  const number = (name: string, least: number) => {
    const text = query.get(name) ?? '';
    return /^\d{1,9}$/.test(text) && Number(text) >= least ? Number(text) : null;
  };
  return { fileId, page: number('page', 1), start: number('start', 0), end: number('end', 1) };
}

type Preview = {
  place: FilePlace | null;
  /** Tells one request from a repeated one. */
  count: number;
  /** Going back in the browser closes it. */
  isStep: boolean;
};

/** The file that is shown beside the conversation, or over it where there is no room. */
export const usePreview = create<Preview>(() => ({ place: null, count: 0, isStep: false }));

/** In a conversation, which stays; elsewhere `go` leads to the page of the file. */
export function showFile(place: FilePlace, go: (path: string) => void): void {
  const isChat = /^\/(?:c\/|$)/.test(globalThis.location.pathname);
  if (!isChat) {
    go(toFilePath(place));
    return;
  }
  const isNewStep = !usePreview.getState().isStep && !globalThis.matchMedia(WIDE_SCREEN).matches;
  if (isNewStep) globalThis.history.pushState(null, '');
  usePreview.setState(({ count, isStep }) => ({ place, count: count + 1, isStep: isStep || isNewStep }));
}

/** Also takes back the step in the browser's history, unless the person has gone back already. */
export function hideFile(hasGoneBack = false): void {
  const { isStep } = usePreview.getState();
  usePreview.setState({ place: null, isStep: false });
  if (isStep && !hasGoneBack) globalThis.history.back();
}
