import { describe, expect, it } from 'vitest';
import type { ToolStep } from './run-view.ts';
import { describeCall, toDoing, toDone, toIntent } from './tool-words.ts';

const step = (tool: string, args: unknown, more: Partial<ToolStep> = {}): ToolStep => ({
  kind: 'tool',
  id: 'c',
  spanId: 's',
  tool,
  arguments: args,
  state: 'ok',
  startedAt: 0,
  notes: [],
  ...more,
});

describe('words of a call', () => {
  it('say what is done to what, and what came of it', () => {
    const search = step('search_files', { query: 'tidal mill' }, { summary: 'Found 3 passages in 2 files' });
    expect(describeCall(search)).toEqual({
      title: 'Searched the files for “tidal mill”',
      text: 'Found 3 passages in 2 files',
    });
    expect(describeCall({ ...search, state: 'running', summary: undefined } as unknown as ToolStep).title).toBe(
      'Searching the files for “tidal mill”',
    );
    expect(describeCall({ ...search, state: 'error', summary: 'stopped' })).toEqual({
      title: 'Searching the files for “tidal mill”',
      text: 'stopped',
    });
  });

  it('are those of the tool where it tells a sentence, but not when it failed', () => {
    const read = step('read_file', { file_id: 'file_1a', page: 3 }, { summary: 'Read pages 3–5 of report.pdf' });
    expect(describeCall(read)).toEqual({ title: 'Read pages 3–5 of report.pdf', text: '' });
    expect(describeCall({ ...read, state: 'error', summary: 'no such file' })).toEqual({
      title: 'Reading a file from page 3 on',
      text: 'no such file',
    });
  });

  it('name no ids, and tools that the page does not know as they name themselves', () => {
    expect(toIntent('delete_task', { task_id: 'task_9xY' })).toBe('delete a task');
    expect(toIntent('create_task', { title: 'Call Ana' })).toBe('create the task “Call Ana”');
    expect(describeCall(step('weather_report', { city: 'Lisbon' }))).toEqual({
      title: 'Used weather report',
      text: '{"city":"Lisbon"}',
    });
    expect(toDone('calculate')).toBe('calculated');
    expect(toDoing(step('read_page', { url: 'not an address' }))).toBe('reading a web page');
    expect(toDoing(step('read_page', null))).toBe('reading a web page');
  });
});
