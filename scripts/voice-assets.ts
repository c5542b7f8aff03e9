import { copyFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

/** What the voice of the browser loads by its own name, from our own origin; `lib/client/voice` asks for it under `/voice`. */
const ASSETS = ['@ricky0123/vad-web/dist/silero_vad_v5.onnx', '@ricky0123/vad-web/dist/vad.worklet.bundle.min.js'];

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size;

/** Puts the assets where Next serves them. Several processes may do it at once. */
export function copyVoiceAssets(root: string): void {
  const { resolve } = createRequire(join(root, 'package.json'));
  const directory = join(root, 'public', 'voice');
  mkdirSync(directory, { recursive: true });
  for (const asset of ASSETS) {
    const from = resolve(asset);
    const to = join(directory, basename(from));
    if (sizeOf(to) === sizeOf(from)) continue;
    const part = `${to}.${process.pid}`;
    copyFileSync(from, part);
    renameSync(part, to);
  }
}
