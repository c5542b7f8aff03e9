import type { ModelImage, ModelItem } from '../core/model.ts';

type Message = Extract<ModelItem, { type: 'message' }>;

export const toDataUrl = ({ mimeType, base64 }: ModelImage) => `data:${mimeType};base64,${base64}`;

/** The pictures that go to the model with this message. */
export function imagesOf(message: Message, canSee: boolean): readonly ModelImage[] {
  return canSee && message.role === 'user' ? (message.images ?? []) : [];
}

/** The text of a message, with a remark where pictures had to be left out. */
export function textOf(message: Message, canSee: boolean): string {
  const count = message.images?.length ?? 0;
  if (count === 0 || (canSee && message.role === 'user')) return message.content;
  const remark = count === 1 ? 'One picture was attached' : `${count} pictures were attached`;
  return `${message.content}\n\n(${remark} that you cannot see: say so if the answer depends on it.)`;
}
