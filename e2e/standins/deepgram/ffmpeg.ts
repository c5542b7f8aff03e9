import { spawn } from 'node:child_process';

/** Runs ffmpeg with the input on its stdin; rejects with its own words. */
export function ffmpeg(args: readonly string[], input: Uint8Array, signal?: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...args, 'pipe:1'], signal ? { signal } : {});
    const output: Buffer[] = [];
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (text: Buffer) => {
      complaint += text.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(Buffer.concat(output)) : reject(new Error(complaint))));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** What the recogniser takes. */
export const TO_PCM = ['-f', 's16le', '-ac', '1', '-ar', '16000'];
export const FROM_PCM = ['-f', 's16le', '-ac', '1', '-ar', '16000', '-i', 'pipe:0'];

/** Any recording as 16-bit mono PCM of 16 kHz. */
export function decodeAudio(audio: Uint8Array): Promise<Buffer> {
  return ffmpeg(['-i', 'pipe:0', '-vn', ...TO_PCM], audio);
}
