import { VOICE_ASSETS } from './load-detector.ts';
import { FRAME_SAMPLES } from './silero.ts';

/** Frames of 16 kHz, whatever the device gives, made on the audio thread. Returns how to end them. */
export async function openFrames(
  context: AudioContext,
  stream: MediaStream,
  onFrame: (frame: Float32Array) => void,
): Promise<() => void> {
  await context.audioWorklet.addModule(`${VOICE_ASSETS}/vad.worklet.bundle.min.js`);
  const source = new MediaStreamAudioSourceNode(context, { mediaStream: stream });
  const worklet = new AudioWorkletNode(context, 'vad-helper-worklet', {
    numberOfOutputs: 0,
    processorOptions: { frameSamples: FRAME_SAMPLES },
  });
  worklet.port.onmessage = ({ data }: MessageEvent<{ message: string; data: ArrayBuffer }>) => {
    if (data.message === 'AUDIO_FRAME') onFrame(new Float32Array(data.data));
  };
  source.connect(worklet);
  return () => {
    worklet.port.onmessage = null;
    worklet.port.postMessage('SPEECH_STOP');
    source.disconnect();
  };
}
