import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core';
import { createIntl } from './intl-host.ts';

export type Files = Map<string, Uint8Array>;
type Write = (stream: 'stdout' | 'stderr', text: string) => void;

/** The functions on which the preludes build `console`, `files` and `Intl`: the only way out of the interpreter. */
export function createHost(context: QuickJSContext, files: Files, write: Write): QuickJSHandle {
  const text = (handle: QuickJSHandle | undefined): string => (handle ? context.getString(handle) : '');
  const bytes = (handle: QuickJSHandle | undefined): Uint8Array =>
    handle ? context.getArrayBuffer(handle).value.slice() : new Uint8Array();
  const toBuffer = (content: Uint8Array): QuickJSHandle => context.newArrayBuffer(new Uint8Array(content).buffer);

  const intl = createIntl();

  const calls: Record<string, (...values: QuickJSHandle[]) => QuickJSHandle> = {
    write(stream, line) {
      write(text(stream) === 'stderr' ? 'stderr' : 'stdout', text(line));
      return context.undefined;
    },
    names: () => context.newString(JSON.stringify([...files.keys()])),
    load(name) {
      const content = files.get(text(name));
      return content ? toBuffer(content) : context.null;
    },
    save(name, content) {
      files.set(text(name), bytes(content));
      return context.undefined;
    },
    intl: (request) => context.newString(intl(text(request))),
    encode: (content) => toBuffer(new TextEncoder().encode(text(content))),
    decode: (content) => context.newString(new TextDecoder().decode(bytes(content))),
  };
  const host = context.newObject();
  for (const [name, call] of Object.entries(calls)) {
    const handle = context.newFunction(name, call);
    context.setProp(host, name, handle);
    handle.dispose();
  }
  return host;
}
