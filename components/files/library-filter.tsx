'use client';
import type { FileState } from '../../lib/client/files.ts';
import { SearchField } from '../ui/search-field.tsx';

export type SearchMode = 'names' | 'contents';

type LibraryFilterProps = {
  mode: SearchMode;
  words: string;
  state: FileState;
  onMode(mode: SearchMode): void;
  onWords(words: string): void;
  onState(state: FileState): void;
};

const MODES: Record<SearchMode, string> = { names: 'Names', contents: 'Contents' };
const STATES: Record<FileState, string> = { all: 'All states', working: 'Being read', ready: 'Ready', failed: 'Failed' };

export function LibraryFilter({ mode, words, state, onMode, onWords, onState }: LibraryFilterProps) {
  return (
    <search className="flex flex-none flex-wrap items-center gap-2 px-4 pb-3">
      <SearchField
        label={mode === 'names' ? 'Search names of files' : 'Search in the contents of files'}
        placeholder={mode === 'names' ? 'Search names' : 'Search in contents'}
        className="basis-52"
        value={words}
        onValue={onWords}
      />
      <fieldset className="segments">
        <legend className="sr-only">Search in</legend>
        {(Object.keys(MODES) as SearchMode[]).map((name) => (
          <label key={name}>
            <input type="radio" name="search-mode" className="sr-only" checked={mode === name} onChange={() => onMode(name)} />
            {MODES[name]}
          </label>
        ))}
      </fieldset>
      {mode === 'names' && (
        <select
          aria-label="State"
          className="field w-auto!"
          value={state}
          onChange={(event) => onState(event.target.value as FileState)}
        >
          {(Object.keys(STATES) as FileState[]).map((name) => (
            <option key={name} value={name}>
              {STATES[name]}
            </option>
          ))}
        </select>
      )}
    </search>
  );
}
