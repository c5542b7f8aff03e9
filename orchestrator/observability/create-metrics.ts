import { collectDefaultMetrics, Registry } from 'prom-client';
import { VOICE_STAGES, type VoiceStage } from '../../lib/contract/voice.ts';
import type { FileMetrics, HttpMetrics, IngestionMetrics, Metrics, SpeechMetrics } from '../core/metrics.ts';
import { createInstruments, type Instruments, PREFIX } from './create-instruments.ts';
import { createSearchMetrics } from './create-search-metrics.ts';
import { toSummary } from './to-summary.ts';

/** prom-client throws for what is no number, and for counters that go down. */
const isAmount = (value: number | undefined): value is number => Number.isFinite(value) && Number(value) > 0;

const seconds = (ms: number) => ms / 1000;

/** Values that come from outside (model names) must not grow the registry without bound. */
function boundedLabel(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return 'other';
    known.add(value);
    return value;
  };
}

const BREAKER_VALUE = { closed: 0, half_open: 1, open: 2 } as const;

function toMetrics(at: Instruments): Metrics {
  const model = boundedLabel(100);
  return {
    runStarted: (agent) => at.runsStarted.inc({ agent }),
    runsActive: (count) => at.runsActive.set(count),
    runFirstToken: (agent, sinceAcceptMs) => at.firstToken.observe({ agent }, seconds(sinceAcceptMs)),
    runFinished({ agent, status, durationMs, fallbackUsed, endedBy, cause = '' }) {
      at.runsFinished.inc({ agent, status });
      at.runEndings.inc({ ended_by: endedBy, cause });
      at.runSeconds.observe({ agent }, seconds(durationMs));
      if (fallbackUsed) at.fallbacks.inc({ agent });
    },
    runStopped(stoppedInMs, tokensAfterStop) {
      at.stopSeconds.observe(seconds(stoppedInMs));
      at.tokensAfterStop.inc(tokensAfterStop);
    },
    runRecovered: (outcome) => at.recoveries.inc({ outcome }),
    logFlushed(frames, durationMs) {
      at.logFrames.inc(frames);
      at.logSeconds.observe(seconds(durationMs));
    },
    readerAttached: () => at.readersAttached.inc(),
    readerEnded: (reason) => at.readersEnded.inc({ reason }),
    modelCall(call) {
      const labels = { provider: call.provider, model: model(call.model) };
      at.modelCalls.inc({ ...labels, outcome: call.outcome, error: call.errorKind ?? '' });
      at.modelSeconds.observe(labels, seconds(call.durationMs));
      if (call.firstTokenMs !== undefined) at.modelFirstToken.observe(labels, seconds(call.firstTokenMs));
      if (isAmount(call.inputTokens)) at.tokens.inc({ ...labels, direction: 'input' }, call.inputTokens);
      if (isAmount(call.outputTokens)) at.tokens.inc({ ...labels, direction: 'output' }, call.outputTokens);
      if (isAmount(call.costUsd)) at.cost.inc(labels, call.costUsd);
    },
    breakerState: (provider, name, state) => at.breaker.set({ provider, model: model(name) }, BREAKER_VALUE[state]),
  };
}

function toSpeechMetrics(at: Instruments, breakerState: Metrics['breakerState']): SpeechMetrics {
  return {
    speechCall({ provider, part, outcome, errorKind = '', firstByteMs, durationMs, audioSeconds, chars }) {
      at.speechCalls.inc({ provider, part, outcome, error: errorKind });
      at.speechSeconds.observe({ provider, part }, seconds(durationMs));
      if (firstByteMs !== undefined) at.speechFirstByte.observe({ provider }, seconds(firstByteMs));
      if (audioSeconds) at.audioSeconds.inc({ provider }, audioSeconds);
      if (chars) at.spokenChars.inc({ provider }, chars);
    },
    voiceTurn({ heardBy, spokenBy = 'nobody', stages, stopMs }) {
      // Between words and the first sentence it is the model that works.
      const who: Record<VoiceStage, string> = {
        words: heardBy,
        first_token: 'model',
        first_sentence: 'model',
        first_audio: spokenBy,
      };
      for (const stage of VOICE_STAGES) {
        const ms = stages[stage];
        if (ms !== undefined) at.voiceStageSeconds.observe({ stage, provider: who[stage] }, seconds(ms));
      }
      if (stages.words !== undefined && stages.first_audio !== undefined) {
        const total = VOICE_STAGES.reduce((sum, stage) => sum + (stages[stage] ?? 0), 0);
        at.voiceTurnSeconds.observe({ heard_by: heardBy, spoken_by: spokenBy }, seconds(total));
      }
      if (stopMs !== undefined) at.voiceStopSeconds.observe({ provider: spokenBy }, seconds(stopMs));
    },
    breakerState,
  };
}

function toHttpMetrics(at: Instruments): HttpMetrics {
  return {
    requestDone({ operation, status, durationMs }) {
      at.requests.inc({ operation, status: String(status) });
      at.requestSeconds.observe({ operation }, seconds(durationMs));
    },
    readerOpened: (kind) => at.openReaders.inc({ kind }),
    readerClosed: (kind) => at.openReaders.dec({ kind }),
  };
}

function toFileMetrics(at: Instruments): FileMetrics {
  return {
    uploadDone({ outcome, sizeBytes, durationMs }) {
      at.uploads.inc({ outcome });
      at.uploadSeconds.observe({ outcome }, seconds(durationMs));
      if (outcome === 'stored') at.uploadBytes.inc(sizeBytes);
    },
  };
}

function toIngestionMetrics(at: Instruments): IngestionMetrics {
  const model = boundedLabel(20);
  return {
    attemptDone(outcome, durationMs) {
      at.ingestAttempts.inc({ outcome });
      at.ingestSeconds.observe({ outcome }, seconds(durationMs));
    },
    stageDone: (stage, durationMs) => at.ingestStageSeconds.observe({ stage }, seconds(durationMs)),
    chunksWritten: (count) => at.chunks.inc(count),
    embeddingCall(call) {
      const labels = { model: model(call.model) };
      at.embeddingCalls.inc({ ...labels, outcome: call.outcome });
      at.embeddingSeconds.observe(labels, seconds(call.durationMs));
      if (call.outcome !== 'ok') return;
      at.embeddedTexts.inc(labels, call.texts);
      at.embeddedTokens.inc(labels, call.tokens);
    },
    queueDepth: (unfinished) => at.ingestQueue.set(unfinished),
  };
}

/** Metrics of this process: the two ports, the Prometheus text, and the main numbers. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  const instruments = createInstruments([registry]);
  const runs = toMetrics(instruments);
  return {
    runs,
    speech: toSpeechMetrics(instruments, runs.breakerState),
    http: toHttpMetrics(instruments),
    files: toFileMetrics(instruments),
    ingestion: toIngestionMetrics(instruments),
    search: createSearchMetrics(registry, PREFIX),
    contentType: registry.contentType,
    text: () => registry.metrics(),
    summary: () => toSummary(instruments),
  };
}
