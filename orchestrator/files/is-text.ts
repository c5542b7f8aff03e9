/** Whitespace, backspace, and what ISO-2022 and old editors use. */
const USUAL_CONTROLS = new Set([0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a, 0x1b]);
/** Logs hold a stray control now and then; compressed data one in ten bytes. */
const MAX_CONTROLS = 0.002;
/** Of every second byte of UTF-16 in a language with Latin letters, or at least with spaces. */
const MIN_ZEROS_OF_UTF16 = 0.1;

/** As a part of the high ones: the Chinese one and the Japanese blank have a zero there. */
const MAX_LOW_ZEROS = 0.5;

const UNASSIGNED = /[\p{Cn}\p{Co}\uFFFD]/u;
const isOddControl = (code: number) => code < 0x20 && !USUAL_CONTROLS.has(code);

/** Whether the parts of a file, in their order, are text in whatever encoding: all in use keep the control characters for themselves. */
export function isText(parts: readonly Uint8Array[]): boolean {
  const utf16 = toMarkedUtf16(parts[0] ?? new Uint8Array());
  return parts.every((part) => (utf16 === null ? isPlain(part) : isReadable(part, utf16)));
}

type Utf16 = 'utf-16le' | 'utf-16be';

/** By the byte order mark. */
function toMarkedUtf16([first, second]: Uint8Array): Utf16 | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

function isPlain(part: Uint8Array): boolean {
  let controls = 0;
  const zeros: [number, number] = [0, 0];
  for (const [index, byte] of part.entries()) {
    if (byte === 0) zeros[(index % 2) as 0 | 1]++;
    else if (isOddControl(byte)) controls++;
  }
  if (zeros[0] + zeros[1] === 0) return controls <= part.length * MAX_CONTROLS;
  // UTF-16 without a mark: the high bytes of many characters are zero, and fewer of the low ones.
  if (Math.min(...zeros) > Math.max(...zeros) * MAX_LOW_ZEROS || Math.max(...zeros) < (part.length / 2) * MIN_ZEROS_OF_UTF16)
    return false;
  return isReadable(part, zeros[0] > zeros[1] ? 'utf-16be' : 'utf-16le');
}

/** But for a character that is cut at each end: it becomes none, not a control. */
function isReadable(part: Uint8Array, encoding: Utf16): boolean {
  const text = new TextDecoder(encoding).decode(part);
  let [controls, unreadable] = [0, 0];
  for (const sign of text) {
    if (UNASSIGNED.test(sign)) unreadable++;
    else if (isOddControl(sign.charCodeAt(0))) controls++;
  }
  const most = text.length * MAX_CONTROLS;
  return controls <= most && unreadable <= Math.max(2, most);
}
