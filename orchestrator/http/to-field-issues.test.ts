import { expect, it } from 'vitest';
import { chatRequest } from '../../lib/contract/chat.ts';
import { apiKeyCreate } from '../../lib/contract/keys.ts';
import { OPERATIONS } from '../../lib/contract/operations.ts';
import { socketRequest } from '../../lib/contract/socket.ts';
import { PARSE_OPTIONS, toFieldIssues } from './to-field-issues.ts';

const SCHEMAS = { chatRequest, apiKeyCreate, socketRequest, listQuery: OPERATIONS.listConversations.query };

it.each([
  ['chatRequest', {}, 'message', 'is required'],
  ['chatRequest', { message: 3 }, 'message', 'must be a text'],
  ['chatRequest', { message: ' ' }, 'message', 'must not be blank'],
  ['chatRequest', { message: 'a', context: [] }, 'context', 'must be an object'],
  ['chatRequest', { message: 'a', stream: 'yes' }, 'stream', 'must be true or false'],
  ['chatRequest', { message: 'a', file_ids: Array(51).fill('file_1') }, 'file_ids', 'must have at most 50 entries'],
  ['chatRequest', { message: 'a', mesage: 'b' }, 'mesage', 'is not a known field'],
  ['chatRequest', null, 'body', 'must be an object'],
  ['apiKeyCreate', { name: '' }, 'name', 'must not be empty'],
  ['apiKeyCreate', { name: 'a', scopes: ['root'] }, 'scopes.0', 'must be one of chat, admin'],
  ['listQuery', { limit: '101' }, 'limit', 'must be at most 100'],
  ['listQuery', { limit: '1.5' }, 'limit', 'must be a whole number'],
  ['socketRequest', { type: 'sing' }, 'type', 'must be one of auth, chat, attach, cancel, approve, ping'],
  ['socketRequest', { type: 'attach', run_id: 'run_1', after: -1 }, 'after', 'must be at least 0'],
  ['socketRequest', { type: 'attach', run_id: 'run_1', after: true }, 'after', 'has a wrong type'],
] as const)('%s: %j → %s %s', (name, value, path, reason) => {
  const result = SCHEMAS[name].safeParse(value, PARSE_OPTIONS);
  expect(toFieldIssues(result.error?.issues ?? [], 'body')).toEqual([{ path, reason }]);
});
