import { LLMock } from '@copilotkit/aimock';

export type OpenAiAgents = {
  /** For `OPENAI_BASE_URL`. */
  baseUrl: string;
  stop: () => Promise<void>;
};

type Request = Parameters<NonNullable<Parameters<LLMock['on']>[0]['predicate']>>[0];
type Call = { name: string; arguments: string };

export const MILL_QUESTION = 'What did the restoration of the tidal mill cost?';
export const MILL_ANSWER = 'The volunteers spent four years and 312,000 euros on the building [1].';
export const PLOT_QUESTION = 'Draw the squares of 1 to 4';
export const PLOT_ANSWER = 'The squares grow faster and faster: the chart is below.';
export const TASK_QUESTION = 'Please keep in mind that I have to renew the passport';
export const TASK_ANSWER = 'Renewing the passport is on your list now.';
export const FILES_QUESTION = 'What do my files say about it?';
export const FILES_ANSWER = 'None of your files says that: upload the one that does, and I look there.';
export const SCREEN_QUESTION = 'Book a table on my screen';
export const SCREEN_ANSWER = 'I cannot see or control a screen yet. 1. Open the page of the restaurant.';
export const BOTH_QUESTION = 'Read about the mill and add up 1 to 100 at the same time';
export const BOTH_ANSWER = 'The mill cost 312,000 euros [1], and the sum is 5050.';
export const NOTE_QUESTION = 'Read about the mill and then note a visit';
export const NOTE_ANSWER = 'The visit is noted.';
export const NOTED_TITLE = 'Visit the mill';

const PROGRAM =
  'import plot\nfor n in range(1, 5):\n    print(n, n * n)\nplot.line([1, 2, 3, 4], [1, 4, 9, 16], title="Squares")\n30';

const call = (name: string, args: object): Call => ({ name, arguments: JSON.stringify(args) });

const newTask = (title: string): Call =>
  call('create_task', {
    title,
    notes: null,
    due: null,
    time_zone: null,
    priority: null,
    recurrence: null,
    estimate_minutes: null,
    depends_on: null,
    parent_task_id: null,
  });

/** Who asks is seen by the tools that it brings. */
const OWN_TOOLS = {
  supervisor: 'transfer_to_research',
  research: 'read_page',
  code: 'run_python',
  task: 'create_task',
} as const;
type Agent = keyof typeof OWN_TOOLS | 'other';

function toAgent({ tools = [] }: Request): Agent {
  const names = new Set(tools.map((tool) => tool.function.name));
  const known = Object.entries(OWN_TOOLS).find(([, name]) => names.has(name));
  return (known?.[0] as Agent | undefined) ?? 'other';
}

/** Results of tools since the user's message. */
function countResults({ messages }: Request): number {
  const asked = messages.findLastIndex((message) => message.role === 'user');
  return messages.slice(asked + 1).filter((message) => message.role === 'tool').length;
}

/**
 * OpenAI as a supervisor and its specialists would use it, played by aimock: every answer depends on what was asked, who is
 * at work and how many tools have answered. `site` has the page about the mill.
 */
export async function startOpenAiAgents(site: string): Promise<OpenAiAgents> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 7, logLevel: 'silent' });
  const say = (question: string, agent: Agent, results: number, answer: string | Call[]) => {
    const predicate = (request: Request) => toAgent(request) === agent && countResults(request) === results;
    const response = typeof answer === 'string' ? { content: answer } : { toolCalls: answer };
    mock.on({ userMessage: question, predicate }, response, { streamingProfile: { ttft: 20, tps: 200 } });
  };
  const handOver = (question: string, to: string, reason: string) =>
    say(question, 'supervisor', 0, [call(`transfer_to_${to}`, { reason })]);
  const readMill = call('read_page', { url: `${site}/article`, question: 'cost of the restoration' });
  const askResearch = call('ask_research', { question: 'Find out: cost of the mill', reason: 'The page has to be read' });

  handOver(MILL_QUESTION, 'research', 'The answer stands on a web page');
  say(MILL_QUESTION, 'research', 0, [readMill]);
  say(MILL_QUESTION, 'research', 1, MILL_ANSWER);

  handOver(PLOT_QUESTION, 'code', 'A program can draw it');
  say(PLOT_QUESTION, 'code', 0, [call('run_python', { code: PROGRAM, file_ids: null, timeout_seconds: null })]);
  say(PLOT_QUESTION, 'code', 1, PLOT_ANSWER);

  handOver(TASK_QUESTION, 'task', 'It has to be kept');
  say(TASK_QUESTION, 'task', 0, [newTask('Renew the passport')]);
  say(TASK_QUESTION, 'task', 1, TASK_ANSWER);

  handOver(FILES_QUESTION, 'knowledge', 'It is about your files');
  say(FILES_QUESTION, 'other', 0, FILES_ANSWER);
  handOver(SCREEN_QUESTION, 'computer_use', 'It happens on your screen');
  say(SCREEN_QUESTION, 'other', 0, SCREEN_ANSWER);

  say('Find out: cost of the mill', 'research', 0, [readMill]);
  say('Find out: cost of the mill', 'research', 1, 'It cost 312,000 euros [1].');
  say('Find out: sum of 1 to 100', 'code', 0, [call('calculate', { expression: '100 * 101 / 2' })]);
  say('Find out: sum of 1 to 100', 'code', 1, 'The sum is 5050.');
  say(BOTH_QUESTION, 'supervisor', 0, [
    askResearch,
    call('ask_code', { question: 'Find out: sum of 1 to 100', reason: 'The sum has to be computed' }),
  ]);
  say(BOTH_QUESTION, 'supervisor', 2, BOTH_ANSWER);

  say(NOTE_QUESTION, 'supervisor', 0, [askResearch]);
  say(NOTE_QUESTION, 'supervisor', 1, [call('transfer_to_task', { reason: 'The visit has to be noted' })]);
  say(NOTE_QUESTION, 'task', 1, [newTask(NOTED_TITLE)]);
  say(NOTE_QUESTION, 'task', 2, NOTE_ANSWER);

  await mock.start();
  return { baseUrl: `${mock.url}/v1`, stop: () => mock.stop() };
}
