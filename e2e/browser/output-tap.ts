import type { Page } from '@playwright/test';

type Stop = {
  /** Seconds from the decision until the last sample that is not silent has reached the loudspeaker; 0: it had before. */
  after: number;
  /** Seconds of sound in the second before the decision. */
  before: number;
};

type Tap = { stops(): Promise<Stop[]> };

declare global {
  var outputTap: Tap;
}

/** Listens to what the page sends to the loudspeaker, and tells how long it sounded after each interruption. */
export class OutputTap {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Before the page is opened; its context must have `bypassCSP`. */
  static async install(page: Page): Promise<OutputTap> {
    await page.addInitScript(installTap, `(${tapModule.toString()})()`);
    return new OutputTap(page);
  }

  stops(): Promise<Stop[]> {
    return this.page.evaluate(() => globalThis.outputTap.stops());
  }
}

/** Runs on the audio thread: notes every block of samples that is not silent. */
function tapModule(): void {
  const scope = globalThis as unknown as {
    currentTime: number;
    AudioWorkletProcessor: new () => { port: MessagePort };
    registerProcessor(name: string, processor: unknown): void;
  };
  const AUDIBLE = 1e-4;
  scope.registerProcessor(
    'output-tap',
    class extends scope.AudioWorkletProcessor {
      times: number[] = [];
      constructor() {
        super();
        this.port.onmessage = () => this.port.postMessage(this.times);
      }
      process([input]: Float32Array[][]) {
        if (input?.some((channel) => channel.some((sample) => Math.abs(sample) > AUDIBLE))) this.times.push(scope.currentTime);
        return true;
      }
    },
  );
}

/** Runs in the page. */
function installTap(module: string): void {
  /** Shorter than the time after which a false alarm lets the answer go on. */
  const WINDOW_SECONDS = 1;
  const address = URL.createObjectURL(new Blob([module], { type: 'text/javascript' }));
  const taps = new Map<BaseAudioContext, Promise<AudioWorkletNode>>();
  /** On the clock of the audio. */
  const decisions: { context: BaseAudioContext; at: number }[] = [];

  const tapOf = (context: BaseAudioContext) => {
    const made =
      taps.get(context) ??
      context.audioWorklet.addModule(address).then(() => new AudioWorkletNode(context, 'output-tap', { numberOfOutputs: 0 }));
    taps.set(context, made);
    return made;
  };

  const connect = AudioNode.prototype.connect as (this: AudioNode, ...args: unknown[]) => AudioNode;
  Object.assign(AudioNode.prototype, {
    connect(this: AudioNode, ...args: unknown[]) {
      if (args[0] instanceof AudioDestinationNode) void tapOf(this.context).then((tap) => connect.call(this, tap));
      return connect.apply(this, args);
    },
  });

  const mark = performance.mark.bind(performance);
  performance.mark = (name, options) => {
    if (name === 'voice-interrupted') for (const context of taps.keys()) decisions.push({ context, at: context.currentTime });
    return mark(name, options);
  };

  globalThis.outputTap = {
    async stops() {
      const stops: { after: number; before: number }[] = [];
      for (const [context, made] of taps) {
        const tap = await made;
        const block = 128 / context.sampleRate;
        const latency = context instanceof AudioContext ? context.outputLatency : 0;
        const times = await new Promise<number[]>((resolve) => {
          tap.port.onmessage = ({ data }) => resolve(data);
          tap.port.postMessage('times');
        });
        for (const { at } of decisions.filter((decision) => decision.context === context)) {
          const within = times.filter((time) => time >= at && time < at + WINDOW_SECONDS);
          const before = times.filter((time) => time < at && time >= at - WINDOW_SECONDS).length * block;
          stops.push({ after: within.length === 0 ? 0 : (within.at(-1) ?? at) + block - at + latency, before });
        }
      }
      return stops;
    },
  };
}
