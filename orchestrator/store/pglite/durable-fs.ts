import { fdatasyncSync } from 'node:fs';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type Init = NodeFS['init'];
type EmscriptenOptions = Parameters<Init>[1];
type Stream = { nfd: number };
type NodeFilesystem = { stream_ops: { fsync?: (stream: Stream) => number }; tryFSOperation(call: () => void): void };

/**
 * PGlite's file system with a real fsync; its own drops the call, so that a commit would not survive a power cut.
 * Needs a server without `-F` and with `wal_sync_method=fsync`: `fdatasync` never gets this far.
 */
export class DurableFs extends NodeFS {
  override async init(database: PGlite, options: EmscriptenOptions): ReturnType<Init> {
    const { emscriptenOpts } = await super.init(database, options);
    const preRun = [
      ...((emscriptenOpts.preRun ?? []) as ((module: { FS: { filesystems: { NODEFS: NodeFilesystem } } }) => void)[]),
    ];
    preRun.push(({ FS }) => {
      const { NODEFS } = FS.filesystems;
      NODEFS.stream_ops.fsync = (stream) => {
        NODEFS.tryFSOperation(() => fdatasyncSync(stream.nfd));
        return 0;
      };
    });
    return { emscriptenOpts: { ...emscriptenOpts, preRun: preRun as NonNullable<EmscriptenOptions['preRun']> } };
  }
}
