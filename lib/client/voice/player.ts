/** What is used of an `AudioContext`; a test drives its clock. */
export type PlayerContext = Pick<AudioContext, 'currentTime' | 'destination'> & {
  readonly outputLatency?: number;
  createBuffer(channels: number, length: number, rate: number): AudioBuffer;
  createBufferSource(): AudioBufferSourceNode;
  createGain(): GainNode;
};

export type Player = {
  /** Plays after everything that was added before; gives where it begins and ends, in seconds of the whole sound. */
  append(buffer: AudioBuffer): { start: number; end: number };
  appendSamples(samples: Float32Array<ArrayBuffer>, rate: number): { start: number; end: number };
  /** Seconds of the whole sound that were heard. */
  position(): number;
  /** Everything that was added has been played. */
  isDrained(): boolean;
  /** Silent within one block of samples; exact. */
  pause(): void;
  resume(): void;
  /** Silent for good. */
  stop(): void;
  duck(isDucked: boolean): void;
};

type Chunk = { buffer: AudioBuffer; start: number; end: number; node: AudioBufferSourceNode | null; playsAt: number };

/** Keeps the first block from being late, without which its beginning is cut off. */
const LEAD_SECONDS = 0.02;
const DUCKED_GAIN = 0.25;
const DUCK_SECONDS = 0.03;

/** One sound after the other without a gap, on the clock of the audio hardware. `onProgress`: a piece was played to its end. */
export function createPlayer(context: PlayerContext, onProgress: () => void): Player {
  const gain = context.createGain();
  gain.connect(context.destination);
  let chunks: Chunk[] = [];
  let end = 0;
  let done = 0;
  let isPaused = false;
  let isStopped = false;

  const positionOf = (now: number): number => {
    let position = done;
    for (const chunk of chunks) {
      if (!chunk.node || now < chunk.playsAt) break;
      position = Math.max(position, Math.min(chunk.end, chunk.start + now - chunk.playsAt));
    }
    return position;
  };

  const finish = (chunk: Chunk) => {
    if (isPaused || isStopped) return;
    done = Math.max(done, chunk.end);
    chunks = chunks.filter((other) => other !== chunk);
    onProgress();
  };

  const schedule = () => {
    let next = context.currentTime + LEAD_SECONDS;
    for (const chunk of chunks) {
      if (!chunk.node) {
        const skip = Math.max(0, done - chunk.start);
        const node = context.createBufferSource();
        node.buffer = chunk.buffer;
        node.connect(gain);
        node.onended = () => finish(chunk);
        node.start(next, skip);
        chunk.node = node;
        chunk.playsAt = next - skip;
      }
      next = Math.max(next, chunk.playsAt + chunk.end - chunk.start);
    }
  };

  const silence = () => {
    for (const chunk of chunks) {
      if (!chunk.node) continue;
      chunk.node.onended = null;
      chunk.node.stop();
      chunk.node.disconnect();
      chunk.node = null;
    }
  };

  const append = (buffer: AudioBuffer) => {
    const chunk: Chunk = { buffer, start: end, end: end + buffer.duration, node: null, playsAt: 0 };
    end = chunk.end;
    if (isStopped) return chunk;
    chunks.push(chunk);
    if (!isPaused) schedule();
    return chunk;
  };

  return {
    append,
    appendSamples(samples, rate) {
      const buffer = context.createBuffer(1, samples.length, rate);
      buffer.copyToChannel(samples, 0);
      return append(buffer);
    },
    position: () => (isPaused || isStopped ? done : positionOf(context.currentTime - (context.outputLatency ?? 0))),
    isDrained: () => chunks.length === 0,
    pause() {
      if (isPaused || isStopped) return;
      done = positionOf(context.currentTime - (context.outputLatency ?? 0));
      isPaused = true;
      silence();
      chunks = chunks.filter((chunk) => chunk.end > done);
    },
    resume() {
      if (!isPaused || isStopped) return;
      isPaused = false;
      schedule();
    },
    stop() {
      if (isStopped) return;
      if (!isPaused) done = positionOf(context.currentTime - (context.outputLatency ?? 0));
      isStopped = true;
      silence();
      chunks = [];
      gain.disconnect();
    },
    duck(isDucked) {
      gain.gain.setTargetAtTime(isDucked ? DUCKED_GAIN : 1, context.currentTime, DUCK_SECONDS);
    },
  };
}
