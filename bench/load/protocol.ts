import type { Plan } from '../plan.ts';

export type Origin = { url: string; headers: Record<string, string> };

export type StreamRequest = { origin: Origin; plan: Plan };

/** What a load process is told to do; several commands may run at once. */
export type LoadCommand =
  /** Opens one stream per request, at most `concurrency` at a time, at most `opensPerSecond` (0: as fast as possible). */
  | { kind: 'streams'; requests: StreamRequest[]; concurrency: number; opensPerSecond: number }
  /** Calls `POST /api/chat` without streaming for a while. */
  | { kind: 'posts'; origin: Origin; plan: Plan; concurrency: number; seconds: number }
  /** One socket and one run each, all at once. */
  | { kind: 'sockets'; requests: StreamRequest[] }
  /** Opens streams, stops each after some tokens; those of asked agents are seen at the stand-in alone. */
  | { kind: 'stops'; requests: StreamRequest[]; upstream: Origin; concurrency: number }
  /** Reads the stream of one finished run from its beginning, one after the other: at each origin in turn, `times` times. */
  | { kind: 'replays'; origins: Origin[]; runId: string; plan: Plan; times: number };

/** Durations in milliseconds since the request was sent; `NaN` when it never came. */
export type StreamResult = {
  runId: string;
  firstByteMs: number;
  firstFrameMs: number;
  firstTokenMs: number;
  endMs: number;
  /** Longest time without any event after the first. */
  longestGapMs: number;
  resumes: number;
  lost: number;
  doubled: number;
  terminals: number;
  status: string;
  /** Empty when the stream was exactly what the plan asked for. */
  problem: string;
};

export type PostsResult = { durationsMs: number[]; elapsedMs: number; errors: number };

export type StopResult = {
  key: string;
  /** On the clock that all processes share. */
  stoppedAtMs: number;
  receiptAfterMs: number;
  tokensAfterStop: number;
  problem: string;
};

export type LoadResult = {
  streams: StreamResult[];
  posts: PostsResult;
  sockets: StreamResult[];
  stops: StopResult[];
  replays: StreamResult[];
};

export type LoadRequest = { id: number; command: LoadCommand };
export type LoadReply = { id: number; result?: unknown; error?: string };
