/** In the order of preference; Safari knows only the last. */
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
const BITS_PER_SECOND = 32_000;

export type Recorder = {
  /** Ends the recording and gives it; `null` when nothing was recorded. */
  stop(): Promise<Blob | null>;
};

/** Records a compressed file; `null` where the browser cannot. After `maxSeconds` it records no more and calls `onFull`. */
export function startRecorder(stream: MediaStream, maxSeconds: number, onFull: () => void): Recorder | null {
  if (typeof MediaRecorder === 'undefined') return null;
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  if (mimeType === undefined) return null;
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
  const parts: Blob[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  recorder.ondataavailable = ({ data }) => {
    if (data.size > 0) parts.push(data);
  };
  recorder.onstop = recorder.onerror = () => resolve();
  recorder.start();
  const limit = setTimeout(() => {
    if (recorder.state !== 'inactive') recorder.stop();
    onFull();
  }, maxSeconds * 1_000);
  return {
    async stop() {
      clearTimeout(limit);
      if (recorder.state === 'inactive') resolve();
      else recorder.stop();
      await ended;
      return parts.length === 0 ? null : new Blob(parts, { type: mimeType });
    },
  };
}
