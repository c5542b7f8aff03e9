import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricsSummary } from '../../lib/contract/health.ts';
import { VOICE_STAGES, type VoiceStage } from '../../lib/contract/voice.ts';
import type { FileMetrics, HttpMetrics, IngestionMetrics, Metrics, SpeechMetrics } from '../core/metrics.ts';
import { createSearchMetrics } from './create-search-metrics.ts';
import { quantile } from './quantile.ts';

const PREFIX = 'cartrita_';
const FAST = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Fine around the budgets of 350 ms (first token) and 1,200 ms (answer), PRD NFR-1. */
const FIRST_TOKEN = [0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 30];
const RUN = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.2, 1.5, 2.5, 5, 10, 20, 30, 60, 120, 300, 600];

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

function createInstruments(registers: Registry[]) {
  const counter = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name: `${PREFIX}${name}`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name: `${PREFIX}${name}`, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, buckets: number[], labelNames: L[] = []) =>
    new Histogram({ name: `${PREFIX}${name}`, help, buckets, labelNames, registers });
  return {
    requests: counter('http_requests_total', 'HTTP requests', ['operation', 'status']),
    requestSeconds: histogram('http_request_duration_seconds', 'Duration of HTTP requests, streams included', FAST, [
      'operation',
    ]),
    openReaders: gauge('open_connections', 'Open event streams and sockets', ['kind']),
    runsStarted: counter('runs_started_total', 'Runs started', ['agent']),
    runsFinished: counter('runs_finished_total', 'Runs finished', ['agent', 'status']),
    runsActive: gauge('runs_active', 'Runs that are going on in this process'),
    fallbacks: counter('run_fallbacks_total', 'Runs that another provider than the first answered', ['agent']),
    firstToken: histogram('run_first_token_seconds', 'From acceptance to the first token', FIRST_TOKEN, ['agent']),
    runSeconds: histogram('run_duration_seconds', 'From acceptance to the end', RUN, ['agent']),
    stopSeconds: histogram('run_stop_seconds', 'From the stop to the closed provider socket', FAST),
    tokensAfterStop: counter('run_tokens_after_stop_total', 'Tokens that arrived after a stop'),
    recoveries: counter('run_recoveries_total', 'Runs taken over from a dead process', ['outcome']),
    logFrames: counter('log_frames_total', 'Events written to the log'),
    logSeconds: histogram('log_flush_seconds', 'Duration of a write to the log', FAST),
    readersAttached: counter('readers_attached_total', 'Readers attached to runs'),
    readersEnded: counter('readers_ended_total', 'Readers that ended', ['reason']),
    modelCalls: counter('model_calls_total', 'Calls of model providers', ['provider', 'model', 'outcome', 'error']),
    modelFirstToken: histogram('model_first_token_seconds', 'First token of a model call', FIRST_TOKEN, ['provider', 'model']),
    modelSeconds: histogram('model_call_seconds', 'Duration of a model call', RUN, ['provider', 'model']),
    tokens: counter('model_tokens_total', 'Tokens', ['provider', 'model', 'direction']),
    cost: counter('model_cost_usd_total', 'Cost of model calls with a known price', ['provider', 'model']),
    uploads: counter('uploads_total', 'Files that were uploaded, or refused', ['outcome']),
    uploadBytes: counter('upload_bytes_total', 'Bytes of files that were stored'),
    uploadSeconds: histogram('upload_duration_seconds', 'From the first byte of a file to its row', RUN, ['outcome']),
    ingestAttempts: counter('ingest_attempts_total', 'Attempts at documents, by what became of them', ['outcome']),
    ingestSeconds: histogram('ingest_attempt_seconds', 'Duration of an attempt at a document', RUN, ['outcome']),
    ingestStageSeconds: histogram('ingest_stage_seconds', 'Duration of a stage of a document', RUN, ['stage']),
    ingestQueue: gauge('ingest_queue_documents', 'Documents on their way, of all processes'),
    chunks: counter('ingest_chunks_total', 'Passages that were stored'),
    embeddingCalls: counter('embedding_calls_total', 'Calls of the embedding model', ['model', 'outcome']),
    embeddingSeconds: histogram('embedding_call_seconds', 'Duration of a call of the embedding model', FAST, ['model']),
    embeddedTexts: counter('embedded_texts_total', 'Passages that were embedded', ['model']),
    embeddedTokens: counter('embedded_tokens_total', 'Tokens that were embedded, by estimate', ['model']),
    speechCalls: counter('speech_calls_total', 'Calls of speech providers', ['provider', 'part', 'outcome', 'error']),
    speechFirstByte: histogram('speech_first_byte_seconds', 'First bytes of speech', FIRST_TOKEN, ['provider']),
    speechSeconds: histogram('speech_call_seconds', 'Duration of a call of a speech provider', RUN, ['provider', 'part']),
    audioSeconds: counter('speech_transcribed_seconds_total', 'Audio that was transcribed', ['provider']),
    spokenChars: counter('speech_spoken_chars_total', 'Characters that were spoken', ['provider']),
    voiceStageSeconds: histogram('voice_stage_seconds', 'Stage of a spoken turn, measured by browsers', FIRST_TOKEN, [
      'stage',
      'provider',
    ]),
    voiceTurnSeconds: histogram('voice_turn_seconds', 'End of speech to first sound, measured by browsers', FIRST_TOKEN, [
      'heard_by',
      'spoken_by',
    ]),
    voiceStopSeconds: histogram('voice_stop_seconds', 'Interruption to silence, measured by browsers', FAST, ['provider']),
    breaker: gauge('breaker_state', '0 closed, 1 half open, 2 open', ['provider', 'model']),
  };
}
type Instruments = ReturnType<typeof createInstruments>;

const BREAKER_VALUE = { closed: 0, half_open: 1, open: 2 } as const;

function toMetrics(at: Instruments): Metrics {
  const model = boundedLabel(100);
  return {
    runStarted(agent) {
      at.runsStarted.inc({ agent });
      at.runsActive.inc();
    },
    runFirstToken: (agent, sinceAcceptMs) => at.firstToken.observe({ agent }, seconds(sinceAcceptMs)),
    runFinished({ agent, status, durationMs, fallbackUsed }) {
      at.runsActive.dec();
      at.runsFinished.inc({ agent, status });
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
      if (call.inputTokens) at.tokens.inc({ ...labels, direction: 'input' }, call.inputTokens);
      if (call.outputTokens) at.tokens.inc({ ...labels, direction: 'output' }, call.outputTokens);
      if (call.costUsd) at.cost.inc(labels, call.costUsd);
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

async function sum(metric: Counter<string> | Gauge<string>, labels: Record<string, string> = {}): Promise<number> {
  const { values } = await metric.get();
  return values
    .filter((value) => Object.entries(labels).every(([name, wanted]) => String(value.labels[name]).startsWith(wanted)))
    .reduce((total, { value }) => total + value, 0);
}

async function toLatency(histogram: Histogram<string>): Promise<MetricsSummary['first_token']> {
  const { values } = await histogram.get();
  const byBound = new Map<number, number>();
  let count = 0;
  for (const { labels, value, metricName } of values) {
    if (metricName?.endsWith('_count')) count += value;
    const le = 'le' in labels ? Number(labels.le) : Number.NaN;
    if (Number.isFinite(le)) byBound.set(le, (byBound.get(le) ?? 0) + value);
  }
  const cumulative = [...byBound].sort(([left], [right]) => left - right).map(([le, at]) => ({ le, count: at }));
  const ms = (q: number) => {
    const value = quantile(q, { count, cumulative });
    return value === null ? null : Math.round(value * 1000);
  };
  return { count, p50_ms: ms(0.5), p95_ms: ms(0.95) };
}

async function toSummary(at: Instruments): Promise<MetricsSummary> {
  const finished = (status: string) => sum(at.runsFinished, { status });
  return {
    uptime_seconds: Math.round(process.uptime()),
    requests: { total: await sum(at.requests), errors: await sum(at.requests, { status: '5' }) },
    runs: {
      active: await sum(at.runsActive),
      completed: await finished('completed'),
      failed: await finished('failed'),
      cancelled: await finished('cancelled'),
      interrupted: await finished('interrupted'),
      fallbacks: await sum(at.fallbacks),
    },
    first_token: await toLatency(at.firstToken),
    run_duration: await toLatency(at.runSeconds),
    voice_turn: await toLatency(at.voiceTurnSeconds),
    open_streams: await sum(at.openReaders, { kind: 'sse' }),
    open_sockets: await sum(at.openReaders, { kind: 'socket' }),
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
