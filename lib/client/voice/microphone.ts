import { toMicrophoneFault, type VoiceFault } from './voice-fault.ts';

export type Microphone = {
  stream: MediaStream;
  context: AudioContext;
  /** Loudness now, from 0 to 1. */
  level(): number;
  /** Silence is heard instead of the room; the device stays open. */
  mute(isMuted: boolean): void;
  close(): void;
};

export class MicrophoneError extends Error {
  readonly fault: VoiceFault;

  constructor(fault: VoiceFault) {
    super(fault);
    this.name = 'MicrophoneError';
    this.fault = fault;
  }
}

/** Loudness in decibels that is shown as nothing and as full. */
const QUIET_DB = -60;
const LOUD_DB = -12;

/** Opens the microphone. Throws `MicrophoneError`. `onLost`: it was unplugged or taken away. */
export async function openMicrophone(deviceId: string | null, onLost: () => void): Promise<Microphone> {
  const { mediaDevices } = navigator;
  // Missing on pages that are neither https nor local.
  if (!mediaDevices?.getUserMedia || typeof AudioContext === 'undefined') throw new MicrophoneError('unsupported');
  const stream = await getStream(mediaDevices, deviceId);
  try {
    const context = new AudioContext();
    if (context.state === 'suspended') await context.resume();
    const analyser = new AnalyserNode(context, { fftSize: 1024 });
    new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    for (const track of stream.getAudioTracks()) track.onended = onLost;
    return {
      stream,
      context,
      level() {
        analyser.getFloatTimeDomainData(samples);
        return toLevel(samples);
      },
      mute(isMuted) {
        for (const track of stream.getAudioTracks()) track.enabled = !isMuted;
      },
      close() {
        stopTracks(stream);
        context.close().catch(() => {});
      },
    };
  } catch {
    stopTracks(stream);
    throw new MicrophoneError('device_busy');
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}

async function getStream(devices: MediaDevices, deviceId: string | null): Promise<MediaStream> {
  const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  try {
    return await devices.getUserMedia({ audio: deviceId === null ? audio : { ...audio, deviceId: { ideal: deviceId } } });
  } catch (thrown) {
    throw new MicrophoneError(toMicrophoneFault(thrown));
  }
}

/** Loudness as ears judge it: a step of so many decibels looks the same everywhere. */
export function toLevel(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
  const decibels = 10 * Math.log10(power + 1e-12);
  return Math.max(0, Math.min(1, (decibels - QUIET_DB) / (LOUD_DB - QUIET_DB)));
}
