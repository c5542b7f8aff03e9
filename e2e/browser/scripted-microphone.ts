import type { Page } from '@playwright/test';

type Fault = 'NotAllowedError' | 'NotFoundError' | 'NotReadableError';

/** What the page is given instead of a device. */
type Device = {
  fault: Fault | null;
  say(wav: string): Promise<void>;
  unplug(): void;
  /** Tracks that are open. */
  open(): number;
};

declare global {
  var microphone: Device;
}

/** A microphone that says what the test wants when it wants it; everything behind it is the page's own. */
export class ScriptedMicrophone {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Before the page is opened. */
  static async install(page: Page): Promise<ScriptedMicrophone> {
    await page.addInitScript(installDevice);
    return new ScriptedMicrophone(page);
  }

  /** Resolves when everything was said. */
  async say(wav: Uint8Array): Promise<void> {
    await this.page.evaluate((sound) => globalThis.microphone.say(sound), Buffer.from(wav).toString('base64'));
  }

  async fail(fault: Fault | null): Promise<void> {
    await this.page.evaluate((name) => {
      globalThis.microphone.fault = name;
    }, fault);
  }

  async unplug(): Promise<void> {
    await this.page.evaluate(() => globalThis.microphone.unplug());
  }

  /** Tracks that the page holds open. */
  openTracks(): Promise<number> {
    return this.page.evaluate(() => globalThis.microphone.open());
  }
}

/**
 * Runs in the page. A stream that goes from one audio context to another loses sound when the machine is busy, which no device
 * does: so the page's contexts hear what is said from a source of their own, and the stream serves recorders.
 */
function installDevice(): void {
  type Ear = { node: AudioNode; stream: MediaStream };
  let context: AudioContext | null = null;
  const devices: MediaStreamAudioDestinationNode[] = [];
  let ears: Ear[] = [];
  const hears = (stream: MediaStream) => stream.getTracks().some((track) => track.readyState === 'live' && track.enabled);
  const open = () => devices.filter(({ stream }) => stream.getTracks().some((track) => track.readyState === 'live'));

  /** Until everything was played, or whoever listened is gone. */
  async function play(into: BaseAudioContext, nodes: AudioNode[], bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const source = into.createBufferSource();
    source.buffer = await into.decodeAudioData(bytes.slice().buffer);
    for (const node of nodes) source.connect(node);
    await new Promise<unknown>((resolve) => {
      source.onended = resolve;
      into.addEventListener('statechange', () => into.state === 'closed' && resolve(null));
      source.start();
    });
  }

  const device: Device = {
    fault: null,
    async say(wav) {
      const bytes = Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0));
      ears = ears.filter(({ node }) => node.context.state !== 'closed');
      const targets = [...ears, ...devices.map((node): Ear => ({ node, stream: node.stream }))].filter(({ stream }) =>
        hears(stream),
      );
      const byContext = Map.groupBy(targets, ({ node }) => node.context);
      await Promise.all(
        [...byContext].map(([into, all]) =>
          play(
            into,
            all.map(({ node }) => node),
            bytes,
          ),
        ),
      );
    },
    unplug() {
      for (const node of open()) {
        for (const track of node.stream.getTracks()) {
          track.stop();
          // A device that goes away says so; `stop` does not.
          track.dispatchEvent(new Event('ended'));
        }
      }
    },
    open: () => open().length,
  };

  const Native = MediaStreamAudioSourceNode;
  function Source(into: AudioContext, options: MediaStreamAudioSourceOptions): AudioNode {
    if (!devices.some(({ stream }) => stream === options.mediaStream)) return new Native(into, options);
    // Silence is something that is heard.
    const node = new ConstantSourceNode(into, { offset: 0 });
    const ear = new GainNode(into);
    node.connect(ear);
    node.start();
    ears.push({ node: ear, stream: options.mediaStream });
    return ear;
  }

  globalThis.microphone = device;
  Object.assign(globalThis, { MediaStreamAudioSourceNode: Source });
  navigator.mediaDevices.getUserMedia = async () => {
    if (device.fault !== null) throw new DOMException('scripted', device.fault);
    context ??= new AudioContext();
    await context.resume();
    const node = context.createMediaStreamDestination();
    devices.push(node);
    return node.stream;
  };
}
