import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';

type Ort = typeof import('onnxruntime-web/wasm');

export type SpeechModel = {
  /** Probability of speech in the next 512 samples of 16 kHz, given all before. */
  process(frame: Float32Array): Promise<{ isSpeech: number; notSpeech: number }>;
  /** Forgets what was heard. */
  reset(): void;
};

export const FRAME_SAMPLES = 512;
/** The end of the frame before goes along, so that a sound that begins at a border is heard whole. Source: silero-vad, utils_vad.py. */
const CONTEXT_SAMPLES = 64;
const STATE = [2, 1, 128];

/** Loads runtime and model. Each caller has a memory of its own; runs of one model must not overlap. */
export async function loadSilero(model: () => Promise<ArrayBuffer>, configure?: (ort: Ort) => void): Promise<() => SpeechModel> {
  const ort = await import('onnxruntime-web/wasm');
  ort.env.logLevel = 'error';
  // More threads need a page that is isolated from all others, and gain nothing for a model of this size.
  ort.env.wasm.numThreads = 1;
  configure?.(ort);
  const session = await ort.InferenceSession.create(new Uint8Array(await model()));
  return () => createModel(ort, session);
}

function createModel(ort: Ort, session: InferenceSession): SpeechModel {
  const rate = new ort.Tensor('int64', BigInt64Array.of(16_000n));
  const emptyState = () => new ort.Tensor('float32', new Float32Array(256), STATE);
  let state: Tensor = emptyState();
  let context = new Float32Array(CONTEXT_SAMPLES);

  return {
    async process(frame) {
      const input = new Float32Array(CONTEXT_SAMPLES + frame.length);
      input.set(context);
      input.set(frame, CONTEXT_SAMPLES);
      context = frame.slice(-CONTEXT_SAMPLES);
      const { output, stateN } = await session.run({
        input: new ort.Tensor('float32', input, [1, input.length]),
        state,
        sr: rate,
      });
      const isSpeech = Number(output?.data[0]);
      if (!stateN || !Number.isFinite(isSpeech)) throw new Error('the speech model gave no probability');
      state = stateN;
      return { isSpeech, notSpeech: 1 - isSpeech };
    },
    reset() {
      state = emptyState();
      context = new Float32Array(CONTEXT_SAMPLES);
    },
  };
}
