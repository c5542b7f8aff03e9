import type { Answer, CallOptions } from '../harness/call.ts';
import type { OpenStream } from '../harness/open-stream.ts';

/** A running product as a caller sees it; calls are made with the bootstrap key unless they bring another one. */
export type StreamTarget = {
  call: (path: string, options?: CallOptions) => Promise<Answer>;
  stream: (path: string, options?: CallOptions) => Promise<OpenStream>;
};
