import { type AttachedFile, type DescribeFiles, withAttachedFiles } from '../core/attached-files.ts';
import type { EngineInput } from '../core/engine.ts';
import type { ReadImages } from '../core/files.ts';
import type { ModelImage, ModelItem } from '../core/model.ts';
import type { EarlierMessage } from '../core/store.ts';

/** What one agent is told of and its tools look into. */
const MAX_EARLIER_FILES = 20;
/** Every call of a model pays for them again. */
const MAX_EARLIER_IMAGES = 4;

/** Files of the branch above the question, newest first, without those that came with it again. */
export function toEarlierFiles({ history, request }: Pick<EngineInput, 'history' | 'request'>): string[] {
  const own = new Set(request.file_ids);
  const newestFirst = history.toReversed().flatMap(({ fileIds = [] }) => fileIds);
  return [...new Set(newestFirst)].filter((fileId) => !own.has(fileId)).slice(0, MAX_EARLIER_FILES);
}

export type ImagesOf = (message: EarlierMessage) => readonly ModelImage[];

type Asked = Awaited<ReturnType<ReadImages>> & { files: readonly AttachedFile[]; earlier: readonly AttachedFile[] };

/** What is asked, with the pictures that came along; of other files, and of pictures that cannot be shown, the model is told in words. */
export function toQuestion(message: string, attached?: Asked): ModelItem {
  const { images = [], problems = [], files = [], earlier = [] } = attached ?? {};
  const content = withAttachedFiles(message, files, earlier);
  return {
    type: 'message',
    role: 'user',
    content: problems.length === 0 ? content : `${content}\n\n(${problems.join(' ')})`,
    ...(images.length === 0 ? {} : { images }),
  };
}

export type Attachments = {
  question(input: EngineInput): Promise<ModelItem>;
  /** The newest pictures of earlier messages stay in sight, with the message that they came with. */
  earlierImages(input: EngineInput): Promise<ImagesOf>;
};

type Deps = { readImages: ReadImages; describeFiles?: DescribeFiles | undefined };

/** What came with the messages of a conversation, for the model. */
export function createAttachments({ readImages, describeFiles }: Deps): Attachments {
  return {
    async question(input) {
      const { ownerId, request } = input;
      const own = request.file_ids ?? [];
      const [pictures, files, earlier] = await Promise.all([
        readImages(ownerId, own),
        describeFiles?.(ownerId, own) ?? [],
        describeFiles?.(ownerId, toEarlierFiles(input)) ?? [],
      ]);
      return toQuestion(request.message, { ...pictures, files, earlier });
    },

    async earlierImages(input) {
      const waiting = new Set(toEarlierFiles(input));
      const shown = new Map<EarlierMessage, readonly ModelImage[]>();
      let left = MAX_EARLIER_IMAGES;
      for (const message of input.history.toReversed()) {
        const fileIds = (message.fileIds ?? []).filter((fileId) => waiting.delete(fileId));
        if (left === 0 || fileIds.length === 0) continue;
        const { images } = await readImages(input.ownerId, fileIds);
        shown.set(message, images.slice(0, left));
        left -= Math.min(left, images.length);
      }
      return (message) => shown.get(message) ?? [];
    },
  };
}
