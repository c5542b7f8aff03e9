import { createDetector, type Detector, type DetectorHandlers } from './detector.ts';
import { loadSilero } from './silero.ts';

/** Where the build puts model and worklet; see `scripts/voice-assets.ts`. */
export const VOICE_ASSETS = '/voice';

let loading: Promise<(handlers: DetectorHandlers) => Detector> | null = null;

/** Loads the detector, once a page. Rejects when it cannot run here; the next call tries again. */
export function loadDetector(): Promise<(handlers: DetectorHandlers) => Detector> {
  loading ??= load().catch((thrown: unknown) => {
    loading = null;
    throw thrown;
  });
  return loading;
}

async function load(): Promise<(handlers: DetectorHandlers) => Detector> {
  // The bundler puts the runtime's WebAssembly beside its script.
  const createModel = await loadSilero(() => fetchBytes(`${VOICE_ASSETS}/silero_vad_v5.onnx`));
  return (handlers) => createDetector(createModel(), handlers);
}

async function fetchBytes(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.arrayBuffer();
}
