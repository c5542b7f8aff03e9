import type { JsonObject } from '../../lib/contract/primitives.ts';
import type { FailureCause } from '../../lib/contract/provider-failure.ts';

/** A picture that goes with a message. Its bytes travel with the request: models never fetch addresses for us. */
export type ModelImage = { mimeType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif'; base64: string };

/** One item of a model's input or output, vendor-free. */
export type ModelItem =
  /** `images` only with the role `user`; a model that cannot see is told that there were some. */
  | { type: 'message'; role: 'user' | 'assistant' | 'system'; content: string; images?: readonly ModelImage[] }
  /** `arguments` is JSON text. */
  | { type: 'tool_call'; callId: string; name: string; arguments: string }
  | { type: 'tool_result'; callId: string; output: string }
  /** Opaque to all but the provider that made it; dropped for others. */
  | { type: 'reasoning'; provider: string; data: JsonObject };

/** `parameters` is a JSON Schema object. */
export type ToolSpec = { name: string; description: string; parameters: JsonObject; strict: boolean };

export type ModelRequest = {
  /** Overrides the configured model name of the first provider; every other one keeps its own. */
  model?: string;
  instructions: string;
  items: ModelItem[];
  tools: ToolSpec[];
  toolChoice?: 'auto' | 'required' | 'none' | { name: string };
  temperature?: number;
  maxOutputTokens?: number;
  reasoningEffort?: 'minimal' | 'low' | 'medium' | 'high';
};

/** `cachedInputTokens` and `reasoningTokens` are parts of the two others. Estimated where the server tells nothing. */
export type ModelUsage = { inputTokens: number; outputTokens: number; cachedInputTokens?: number; reasoningTokens?: number };

export type FinishReason = 'stop' | 'tool_calls' | 'length' | 'content_filter' | 'refusal';

export type ModelEvent =
  | { type: 'text'; delta: string }
  | { type: 'reasoning'; delta: string }
  /** A complete call with arguments that parsed as JSON. */
  | { type: 'tool_call'; callId: string; name: string; arguments: string }
  | { type: 'reasoning_item'; data: JsonObject }
  /**
   * Only from a chain: the answer goes on with another provider. `discardChars` UTF-16 units of this call's text are void
   * (0 when it continues); so are its tool calls.
   */
  | { type: 'switched'; from: string; to: string; reason: string; cause: FailureCause; level: number; discardChars: number }
  /** The last `discardChars` UTF-16 units of this call's text are void: they turned out to be reasoning. */
  | { type: 'discarded'; discardChars: number }
  /** Only after an abort, before the throw: pieces of text that had arrived and were not delivered any more. */
  | { type: 'late'; tokens: number }
  /** The last event of every successful call; `costUsd` when the price is known. */
  | {
      type: 'finished';
      /** `length`: cut off at a limit of tokens; `content_filter`, `refusal`: the text is what came before, or the refusal. */
      reason: FinishReason;
      provider: string;
      model: string;
      usage: ModelUsage;
      costUsd?: number;
      /** It only says that there is no answer: models must not be told of it later. */
      isApology?: boolean;
    };

/**
 * A language model.
 * Throws `ModelError` for everything that is not a complete answer: refusal to connect, HTTP errors, a stream that ends
 * without a finish reason, malformed events, empty output, tool arguments that are not JSON.
 * Abort: stops within the same turn of the event loop, closes the socket before the generator returns, then throws the
 * signal's reason.
 */
export type Model = {
  readonly provider: string;
  /** Tokens that fit into one call of the configured model, as far as it is known by now. */
  contextTokens?(): number | undefined;
  stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void>;
};

/** `incomplete`: the stream ended before the answer did. `paused` is for the chain alone. */
export type ModelErrorKind = Exclude<FailureCause, 'paused'> | 'incomplete';

type ModelErrorOptions = {
  retryAfterMs?: number;
  status?: number;
  /** With `not_found`: the path that does not exist; absent: the model does not. */
  path?: string;
  /** With `context_length`: what the server said of itself, in its tokens. */
  context?: ContextFault;
  cause?: unknown;
};

/** `limit`: what fits into one call; `used`: how long the request was. Absent: the server did not say. */
export type ContextFault = { limit?: number; used?: number };

/** Its message is safe to log and to show: it never holds an upstream body, URL or key. */
export class ModelError extends Error {
  readonly kind: ModelErrorKind;
  readonly provider: string;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;
  readonly path: string | undefined;
  readonly context: ContextFault | undefined;

  constructor(kind: ModelErrorKind, provider: string, options: ModelErrorOptions = {}) {
    super(options.status === undefined ? kind : `${kind} (${options.status})`, { cause: options.cause });
    this.name = 'ModelError';
    this.kind = kind;
    this.provider = provider;
    this.retryAfterMs = options.retryAfterMs;
    this.status = options.status;
    this.path = options.path;
    this.context = options.context;
  }
}
