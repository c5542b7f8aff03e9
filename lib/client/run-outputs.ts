import type { StoredMessage } from '../contract/conversations.ts';
import type { RunEventOf } from '../contract/events.ts';
import { isActive, type RunView } from './run-view.ts';

export type Citation = StoredMessage['citations'][number];
export type Attachment = StoredMessage['attachments'][number];

export function toStoredCitation(event: RunEventOf<'citation'>): Citation {
  const { type: _type, run_id: _runId, ts: _ts, ...citation } = event;
  return citation;
}

export function toAttachment({ artifact_id, name, mime_type, size_bytes }: RunEventOf<'artifact'>): Attachment {
  return { file_id: artifact_id, name, mime_type, size_bytes };
}

/** What came with an answer besides its text: of its events while it is written, then as it is stored. */
export function toOutputs(message: StoredMessage, run: RunView | undefined): { citations: Citation[]; artifacts: Attachment[] } {
  if (run && isActive(message.status)) {
    return { citations: run.citations.map(toStoredCitation), artifacts: run.artifacts.map(toAttachment) };
  }
  return { citations: message.citations, artifacts: message.attachments };
}
