/** Words while somebody speaks. Utterances are numbered by whoever listens. */
export type Transcriber = {
  /** A new utterance: words of what was said before do not belong to it. */
  begin(turn: number): void;
  /** 16 kHz mono, from -1 to 1. Kept while the connection is made. */
  push(samples: Float32Array): void;
  /** No more audio for now: asks for the last words, which `onEnd` follows. */
  finish(): void;
  /** Closes every connection at once; no handler is called after it. */
  close(): void;
};

export type TranscriberHandlers = {
  /** All words of the utterance so far; later ones may correct them. */
  onWords(turn: number, text: string): void;
  /** The recogniser holds the utterance for complete. */
  onEnd(turn: number): void;
  /** It will give no words any more. */
  onFail(): void;
};
