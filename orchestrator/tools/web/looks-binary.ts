/** As far as WHATWG's MIME sniffing looks. */
export const SNIFFED_BYTES = 1_445;
/** Tab, line feed, form feed, carriage return; escape, which switches alphabets in mail from Japan. */
const IN_TEXT = new Set([9, 10, 11, 12, 13, 27]);

/** Whether bytes begin with what no text of one byte a sign has. */
export function looksBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, SNIFFED_BYTES).some((byte) => byte < 32 && !IN_TEXT.has(byte));
}
