const META_SCAN_BYTES = 2_048;
const META_CHARSET = /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w:.-]{1,40})/i;
const HEADER_CHARSET = /charset\s*=\s*"?([\w:.-]{1,40})/i;

function decoder(label: string | undefined): TextDecoder | null {
  try {
    return label === undefined ? null : new TextDecoder(label);
  } catch {
    return null;
  }
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined;
}

/** Text of a document: byte order mark, then header, then what the document says of itself, else UTF-8. Never throws. */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, META_SCAN_BYTES));
  const found =
    decoder(byteOrderMark(bytes)) ??
    decoder(HEADER_CHARSET.exec(contentType)?.[1]) ??
    decoder(META_CHARSET.exec(start)?.[1]) ??
    new TextDecoder();
  return found.decode(bytes);
}
