import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export const PREFIX = 'cartrita_';
const FAST = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Fine around the budgets of 350 ms (first token) and 1,200 ms (answer), PRD NFR-1. */
const FIRST_TOKEN = [0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 30];
const RUN = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.2, 1.5, 2.5, 5, 10, 20, 30, 60, 120, 300, 600];

/** Everything that is counted or measured, by name; what search measures is its own. */
export function createInstruments(registers: Registry[]) {
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
    runEndings: counter('run_endings_total', 'How answers ended, and why runs failed', ['ended_by', 'cause']),
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

export type Instruments = ReturnType<typeof createInstruments>;
