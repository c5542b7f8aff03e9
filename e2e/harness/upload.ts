import type { Answer, CallOptions } from './call.ts';

type Call = (path: string, options?: CallOptions) => Promise<Answer>;
export type NamedFile = { name: string; bytes: Uint8Array<ArrayBuffer> };

/** What a form sends: one file to `/api/upload`, several to `/api/upload/multiple`. */
export async function toForm(files: readonly NamedFile[], field = files.length === 1 ? 'file' : 'files'): Promise<CallOptions> {
  const form = new FormData();
  for (const { name, bytes } of files) form.append(field, new Blob([bytes]), name);
  const encoded = new Response(form);
  const rawBody = new Uint8Array(await encoded.arrayBuffer());
  return { method: 'POST', rawBody, headers: { 'content-type': encoded.headers.get('content-type') ?? '' } };
}

export async function upload(call: Call, files: readonly NamedFile[], headers: Record<string, string> = {}): Promise<Answer> {
  const form = await toForm(files);
  const path = files.length === 1 ? '/api/upload' : '/api/upload/multiple';
  return call(path, { ...form, headers: { ...form.headers, ...headers } });
}
