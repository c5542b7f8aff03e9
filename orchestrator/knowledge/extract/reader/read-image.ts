import { imageSize } from 'image-size';
import { ExtractionError } from '../../../core/documents.ts';
import type { ReadContext, Source } from './read-context.ts';

/** Three bytes each when unpacked. */
const MAX_PIXELS = 60_000_000;
/** Recognised as they are; others are redrawn. */
const NATIVE = new Set(['png', 'jpg', 'bmp', 'tiff']);
const NOTHING = 'A picture without text that could be recognised.';

/** Pictures without text are no failure: they have an empty text and a note. */
export async function readImage({ bytes }: Source, context: ReadContext): Promise<void> {
  const { width, height, type = '' } = imageSize(bytes);
  if (width * height > MAX_PIXELS) throw new ExtractionError('TOO_COMPLEX', `${width} × ${height} pixels`);
  context.progress(0.1, 'recognising text');
  const picture = NATIVE.has(type) ? bytes : await redraw(bytes, width, height);
  const paragraphs = await context.recogniser.recognise(picture);
  for (const paragraph of paragraphs) context.out.add('paragraph', paragraph);
  context.note(paragraphs.length === 0 ? NOTHING : 'The text was recognised in a picture and may have errors.');
}

async function redraw(bytes: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas');
  const canvas = createCanvas(width, height);
  const drawing = canvas.getContext('2d');
  drawing.fillStyle = '#fff';
  drawing.fillRect(0, 0, width, height);
  drawing.drawImage(await loadImage(bytes), 0, 0);
  return canvas.encode('png');
}
