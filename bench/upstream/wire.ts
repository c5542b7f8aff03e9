export type ToolCall = { callId: string; name: string; arguments: string };

/** How a provider's stream looks on the wire, as text of one or more server-sent events. */
export type Wire = {
  /** Sent together with the headers. */
  opening: string;
  /** Before the first token. */
  textStart: string;
  token(index: number): string;
  /** After the last token, up to and with the end of the stream. */
  textEnd(tokens: number): string;
  /** A complete answer that is nothing but tool calls. */
  toolCalls(calls: readonly ToolCall[]): string;
};

/** A wire whose tokens and endings are encoded once and then only copied, so that the stand-in is never the bottleneck. */
export type EncodedWire = {
  opening: Buffer;
  textStart: Buffer;
  token(index: number): Buffer;
  textEnd(tokens: number): Buffer;
  wholeText(tokens: number): Buffer;
  toolCalls(calls: readonly ToolCall[]): Buffer;
};

function remember(make: (n: number) => Buffer): (n: number) => Buffer {
  const made = new Map<number, Buffer>();
  return (n) => {
    let buffer = made.get(n);
    if (!buffer) {
      buffer = make(n);
      made.set(n, buffer);
    }
    return buffer;
  };
}

export function encodeWire(wire: Wire): EncodedWire {
  const token = remember((index) => Buffer.from(wire.token(index)));
  const textEnd = remember((tokens) => Buffer.from(wire.textEnd(tokens)));
  const textStart = Buffer.from(wire.textStart);
  return {
    opening: Buffer.from(wire.opening),
    textStart,
    token,
    textEnd,
    wholeText: remember((tokens) =>
      Buffer.concat([textStart, ...Array.from({ length: tokens }, (_, index) => token(index)), textEnd(tokens)]),
    ),
    toolCalls: (calls) => Buffer.from(wire.toolCalls(calls)),
  };
}
