import type { BlobStore, FileStore, ReadImages, StoredFile } from '../../core/files.ts';
import type { Logger } from '../../core/logger.ts';
import type { ModelImage } from '../../core/model.ts';

const MAX_IMAGES = 8;
const MAX_MEGABYTES = 5;
const MAX_BYTES = MAX_MEGABYTES * 2 ** 20;
const IMAGE_TYPE = /^image\/(?:png|jpeg|webp|gif)$/;

type Deps = { files: Pick<FileStore, 'get'>; blobs: Pick<BlobStore, 'read'>; log: Logger };

/** By its first bytes: a provider fails the whole request over a picture that is not what its type says. */
function toImageType(bytes: Uint8Array): ModelImage['mimeType'] | null {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(start)) return 'image/gif';
  return start.startsWith('RIFF') && start.endsWith('WEBP') ? 'image/webp' : null;
}

/** Reads the pictures that go to a model with a message: at most 8, of 5 MB each. */
export function createImageReader({ files, blobs, log }: Deps): ReadImages {
  async function readImage(sha256: string): Promise<ModelImage | null> {
    const bytes = await blobs.read(sha256);
    const mimeType = bytes && toImageType(bytes);
    return mimeType ? { mimeType, base64: Buffer.from(bytes).toString('base64') } : null;
  }

  /** The picture, or what is to be told about it, or `null`: no picture. */
  async function look(file: StoredFile | null, fileId: string, count: number): Promise<ModelImage | string | null> {
    if (!file) return `The file ${fileId} could not be read.`;
    if (!IMAGE_TYPE.test(file.mimeType)) return null;
    const name = JSON.stringify(file.name);
    if (count === MAX_IMAGES) return `The picture ${name} was left out: only ${MAX_IMAGES} can be shown.`;
    if (file.sizeBytes > MAX_BYTES) return `The picture ${name} was left out: it is larger than ${MAX_MEGABYTES} MB.`;
    return (await readImage(file.sha256)) ?? `The picture ${name} could not be read.`;
  }

  return async (ownerId, fileIds) => {
    const images: ModelImage[] = [];
    const problems: string[] = [];
    for (const fileId of fileIds) {
      try {
        const found = await look(await files.get(ownerId, fileId), fileId, images.length);
        if (typeof found === 'string') problems.push(found);
        else if (found) images.push(found);
      } catch (error) {
        log.warn({ err: error, file_id: fileId }, 'an attached picture could not be read');
        problems.push(`The file ${fileId} could not be read.`);
      }
    }
    return { images, problems };
  };
}
