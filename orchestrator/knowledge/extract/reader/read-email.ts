import PostalMime, { type Address } from 'postal-mime';
import { addHtml } from './html-blocks.ts';
import type { ReadContext, Source } from './read-context.ts';
import { readPartOrNote } from './read-part-or-note.ts';

const MAX_ATTACHMENTS = 200;
const BLANK_LINES = /\n[^\S\n]*\n/;

function nameOf(address: Address): string {
  if (address.group) return `${address.name}: ${address.group.map(nameOf).join(', ')}`;
  return address.name === '' ? (address.address ?? '') : `${address.name} <${address.address ?? ''}>`;
}

function line(label: string, addresses: readonly Address[] | undefined): string {
  return addresses && addresses.length > 0 ? `${label}: ${addresses.map(nameOf).join(', ')}` : '';
}

function bytesOf(content: ArrayBuffer | Uint8Array | string): Uint8Array {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}

/** The subject as heading, sender and the like as first paragraph, the text, and every attachment as a section of its own. */
export async function readEmail(source: Source, context: ReadContext): Promise<void> {
  const email = await PostalMime.parse(source.bytes, { attachmentEncoding: 'arraybuffer' });
  context.setTitle(email.subject ?? '');
  context.out.add('heading', email.subject ?? '');
  const head = [
    line('From', email.from ? [email.from] : []),
    line('To', email.to),
    line('Cc', email.cc),
    email.date && `Date: ${email.date}`,
  ];
  context.out.add('paragraph', head.filter(Boolean).join('\n'));
  if (email.text?.trim())
    for (const paragraph of email.text.replace(/\r\n?/g, '\n').split(BLANK_LINES)) context.out.add('paragraph', paragraph);
  else if (email.html) addHtml(email.html, context, { withFurniture: true });
  // Pictures within the text are signatures and logos.
  const attachments = email.attachments.filter(({ disposition, related }) => disposition === 'attachment' || !related);
  if (attachments.length > MAX_ATTACHMENTS) context.note(`Only the first ${MAX_ATTACHMENTS} attachments were read.`);
  for (const [index, { filename, mimeType, content }] of attachments.slice(0, MAX_ATTACHMENTS).entries()) {
    context.progress(index / attachments.length, `attachment ${index + 1} of ${attachments.length}`);
    const name = filename ?? `attachment ${index + 1}`;
    // The type that the sender gives is not trusted.
    const type = mimeType === 'message/rfc822' ? mimeType : '';
    await readPartOrNote({ name, mimeType: type, bytes: bytesOf(content) }, name, context);
  }
}
