import type { VoiceToken } from '../../contract/voice.ts';
import { parseLiveMessage } from './live-message.ts';
import { createLiveUtterance, type LiveUtterance } from './live-utterance.ts';
import { EAR_RATE, toPcm16 } from './pcm.ts';
import type { Transcriber, TranscriberHandlers } from './transcriber.ts';

type LiveOptions = {
  getToken(signal: AbortSignal): Promise<VoiceToken>;
  handlers: TranscriberHandlers;
  /** Milliseconds. */
  timing?: Partial<LiveTiming>;
};

type LiveTiming = { keepAliveMs: number; connectMs: number; healthyMs: number };

/** The vendor closes a socket that is silent for 10 s. A socket that broke after `healthyMs` may be replaced once more. */
const TIMING: LiveTiming = { keepAliveMs: 4_000, connectMs: 5_000, healthyMs: 60_000 };

/** Audio that may be under way when the recogniser holds the utterance for complete. More of it, and there may be words in it. */
const UNHEARD_SECONDS = 0.5;

/** Audio of one utterance that is kept to be sent again. */
const KEPT_SECONDS = 60;

/** Transcribes through a socket to the provider itself: opened at once, replaced once when it breaks, closed on every way out. */
export function createLiveTranscriber({ getToken, handlers, timing: given }: LiveOptions): Transcriber {
  const timing = { ...TIMING, ...given };
  const closed = new AbortController();
  let socket: WebSocket | null = null;
  let isOpen = false;
  let openedAt = 0;
  let reconnects = 0;
  let sentSamples = 0;
  let utterance = createLiveUtterance(0, 0);
  /** Audio of the utterance, sent and not. */
  let kept: Float32Array[] = [];
  let isFinishing = false;
  /** Finalize is answered in order: only the answer to this utterance's own ends it. */
  let finalizes = { asked: 0, answered: 0, own: 0 };
  let keepAlive: ReturnType<typeof setInterval> | undefined;
  let connecting: ReturnType<typeof setTimeout> | undefined;

  const tell = (message: object) => socket?.send(JSON.stringify(message));

  const sendAudio = (samples: Float32Array) => {
    socket?.send(toPcm16(samples));
    sentSamples += samples.length;
  };

  const askForLast = () => {
    tell({ type: 'Finalize' });
    finalizes.asked += 1;
    finalizes.own = finalizes.asked;
  };

  /** Leaves a socket without hearing from it again. */
  function drop(old: WebSocket | null): void {
    clearInterval(keepAlive);
    clearTimeout(connecting);
    if (!old) return;
    old.onopen = old.onmessage = old.onerror = old.onclose = null;
    // The browser ends a handshake that is under way, too.
    old.close(1000);
  }

  function fail(): void {
    if (closed.signal.aborted) return;
    const wasHealthy = isOpen && performance.now() - openedAt > timing.healthyMs;
    drop(socket);
    socket = null;
    isOpen = false;
    if (wasHealthy) reconnects = 0;
    reconnects += 1;
    if (reconnects > 1) {
      closed.abort();
      handlers.onFail();
    } else void connect();
  }

  async function connect(): Promise<void> {
    connecting = setTimeout(fail, timing.connectMs);
    const attempt = reconnects;
    const isCurrent = () => !closed.signal.aborted && attempt === reconnects && socket === null;
    try {
      const token = await getToken(closed.signal);
      if (!isCurrent()) return;
      const next = new WebSocket(token.url, token.protocols);
      socket = next;
      next.onopen = onOpen;
      next.onmessage = ({ data }) => onMessage(data);
      next.onerror = next.onclose = fail;
    } catch {
      if (isCurrent()) fail();
    }
  }

  function onOpen(): void {
    clearTimeout(connecting);
    isOpen = true;
    openedAt = performance.now();
    sentSamples = 0;
    finalizes = { asked: 0, answered: 0, own: 0 };
    utterance.restart();
    for (const samples of kept) sendAudio(samples);
    if (isFinishing) askForLast();
    keepAlive = setInterval(() => tell({ type: 'KeepAlive' }), timing.keepAliveMs);
  }

  function onMessage(data: unknown): void {
    const message = parseLiveMessage(data);
    if (!message) return;
    const current: LiveUtterance = utterance;
    let isEnd = message.type === 'UtteranceEnd';
    if (message.type === 'Results') {
      const before = current.text();
      current.add(message);
      const text = current.text();
      if (text !== before && text !== '') handlers.onWords(current.turn, text);
      const { start, duration = Number.POSITIVE_INFINITY } = message;
      isEnd = message.speech_final && start + duration >= sentSamples / EAR_RATE - UNHEARD_SECONDS;
      if (message.from_finalize) finalizes.answered += 1;
    }
    if (utterance !== current || closed.signal.aborted) return;
    const isLast = isFinishing && finalizes.answered >= finalizes.own && finalizes.own > 0;
    if (isLast) isFinishing = false;
    if (isLast || (isEnd && current.text() !== '')) handlers.onEnd(current.turn);
  }

  void connect();

  return {
    begin(turn) {
      utterance = createLiveUtterance(turn, sentSamples / EAR_RATE);
      kept = [];
      isFinishing = false;
    },
    push(samples) {
      if (closed.signal.aborted) return;
      if (kept.length * samples.length < KEPT_SECONDS * EAR_RATE) kept.push(samples);
      if (isOpen) sendAudio(samples);
    },
    finish() {
      if (closed.signal.aborted) return;
      isFinishing = true;
      if (isOpen) askForLast();
    },
    close() {
      if (closed.signal.aborted) return;
      closed.abort();
      if (isOpen) tell({ type: 'CloseStream' });
      drop(socket);
      socket = null;
    },
  };
}
