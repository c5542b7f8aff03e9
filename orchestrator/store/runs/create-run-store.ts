import type { RunStore } from '../../core/store.ts';
import type { Database } from '../database.ts';
import { acceptRuns } from './accept-runs.ts';
import { createRunClaims } from './claim-runs.ts';
import { createHeardAnswers } from './heard-answers.ts';
import { createRunReads } from './read-runs.ts';
import { appendFrames, finishRuns } from './write-frames.ts';

export function createRunStore(database: Database): RunStore {
  return {
    accept: (commands) => acceptRuns(database, commands),
    append: (commands) => appendFrames(database, commands),
    finish: (commands) => finishRuns(database, commands),
    ...createRunClaims(database),
    ...createRunReads(database),
    ...createHeardAnswers(database),
  };
}
