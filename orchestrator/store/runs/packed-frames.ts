import type { Cursor, Frame } from '../../core/frame.ts';

/** Frames of one type that were logged together, one a line. `seq` is that of the last. */
export type PackedFrames = Frame;

/** More would make a reader that wants a few frames read many. */
export const MAX_PACKED = 32;

/** JSON text, as `JSON.stringify` makes it, is one line. */
const SEPARATOR = '\n';

/** Tokens come by the dozen: a row for each would cost the database several times as much. */
export function packFrames(frames: readonly Frame[]): PackedFrames[] {
  const rows: PackedFrames[] = [];
  let lines: string[] = [];
  for (const [index, { epoch, seq, type, data }] of frames.entries()) {
    lines.push(data);
    const next = frames[index + 1];
    if (next?.type === type && next.epoch === epoch && lines.length < MAX_PACKED) continue;
    rows.push({ epoch, seq, type, data: lines.join(SEPARATOR) });
    lines = [];
  }
  return rows;
}

/** The frames after the cursor. Rows of its own epoch may begin before it. */
export function unpackFrames(rows: readonly PackedFrames[], after: Cursor): Frame[] {
  return rows.flatMap(({ epoch, seq, type, data }) => {
    const lines = data.split(SEPARATOR);
    const first = seq - lines.length + 1;
    const known = epoch <= after.epoch ? Math.max(0, after.seq - first + 1) : 0;
    return lines.slice(known).map((line, index) => ({ epoch, seq: first + known + index, type, data: line }));
  });
}
