import { AppError, validationFailed } from '../../lib/contract/errors.ts';
import type { AudioClip } from '../core/speech.ts';

const MOST_TRACKS = 64;
/** Descriptions of tracks come before the data, as recorders write them. */
const HEAD_BYTES = 256 * 1024;
const OPUS_RATE = 48_000;

const startsWith = (bytes: Buffer, text: string, at = 0) => bytes.toString('latin1', at, at + text.length) === text;

const pictures = () =>
  new AppError('UNSUPPORTED_TYPE', { message: 'This is a video. Send its sound alone.', details: { reason: 'video' } });

function readWav(bytes: Buffer): AudioClip {
  const data = bytes.indexOf('data', 12, 'latin1');
  const bytesPerSecond = bytes.length >= 32 ? bytes.readUInt32LE(28) : 0;
  const seconds = data > 0 && bytesPerSecond > 0 ? (bytes.length - data - 8) / bytesPerSecond : undefined;
  return { bytes, mimeType: 'audio/wav', ...(seconds === undefined ? {} : { seconds }) };
}

/** Matroska: a codec's name begins with V for pictures, A for sound, after its element's id and size. */
function readMatroska(bytes: Buffer): AudioClip {
  const head = bytes.subarray(0, HEAD_BYTES);
  for (let at = head.indexOf(0x86); at >= 0; at = head.indexOf(0x86, at + 1)) {
    if (startsWith(head, 'V_', at + 2)) throw pictures();
    if (startsWith(head, 'A_', at + 2)) break;
  }
  if (head.includes('V_VP', 0, 'latin1') || head.includes('V_AV1', 0, 'latin1') || head.includes('V_MPEG', 0, 'latin1'))
    throw pictures();
  return { bytes, mimeType: 'audio/webm' };
}

function readOgg(bytes: Buffer): AudioClip {
  const head = bytes.subarray(0, 4_096);
  if (head.includes('theora', 0, 'latin1')) throw pictures();
  const lastPage = bytes.lastIndexOf('OggS', undefined, 'latin1');
  const isOpus = head.includes('OpusHead', 0, 'latin1') && lastPage >= 0 && lastPage + 14 <= bytes.length;
  const seconds = isOpus ? Number(bytes.readBigUInt64LE(lastPage + 6)) / OPUS_RATE : undefined;
  return { bytes, mimeType: 'audio/ogg', ...(seconds === undefined ? {} : { seconds }) };
}

/** MP4: a box `hdlr` names what a track holds. */
function readMp4(bytes: Buffer): AudioClip {
  let at = bytes.indexOf('hdlr', 0, 'latin1');
  for (let seen = 0; at >= 0 && seen < MOST_TRACKS; seen += 1) {
    if (startsWith(bytes, 'vide', at + 12)) throw pictures();
    at = bytes.indexOf('hdlr', at + 4, 'latin1');
  }
  return { bytes, mimeType: 'audio/mp4' };
}

function readFlac(bytes: Buffer): AudioClip {
  const clip = { bytes, mimeType: 'audio/flac' };
  if (bytes.length < 26) return clip;
  const rate = bytes.readUIntBE(18, 3) >> 4;
  const samples = (bytes.readUInt8(21) & 0x0f) * 2 ** 32 + bytes.readUInt32BE(22);
  return rate > 0 && samples > 0 ? { ...clip, seconds: samples / rate } : clip;
}

/** MPEG audio, layer III, with a bit rate and a sample rate that exist. */
function isMp3(bytes: Buffer): boolean {
  if (startsWith(bytes, 'ID3')) return true;
  const [sync = 0, version = 0, rates = 0] = bytes;
  return sync === 0xff && (version & 0xe6) === 0xe2 && (rates & 0xf0) !== 0xf0 && (rates & 0x0c) !== 0x0c;
}

/** What a recording is, by its content: the name and the declared type may lie. Throws `VALIDATION_FAILED`, `UNSUPPORTED_TYPE`. */
export function inspectAudio(content: Uint8Array): AudioClip {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.length === 0) throw validationFailed([{ path: 'audio', reason: 'must not be empty' }]);
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WAVE', 8)) return readWav(bytes);
  if (startsWith(bytes, '\x1a\x45\xdf\xa3')) return readMatroska(bytes);
  if (startsWith(bytes, 'OggS')) return readOgg(bytes);
  if (startsWith(bytes, 'ftyp', 4)) return readMp4(bytes);
  if (startsWith(bytes, 'fLaC')) return readFlac(bytes);
  if (isMp3(bytes)) return { bytes, mimeType: 'audio/mpeg' };
  throw new AppError('UNSUPPORTED_TYPE', { message: 'This is no recording in WebM, Ogg, MP4, WAV, MP3 or FLAC.' });
}
