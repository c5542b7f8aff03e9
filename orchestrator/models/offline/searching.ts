import { extractSentences, HONESTY, toCitedList } from './extract.ts';
import { toPassages } from './passages.ts';
import { type Ability, type Plan, type ToolOutcome, toToolError } from './plan.ts';

const SEARCH =
  /^(?:(?:i (?:need|want)|find) .*\bsearch\b|(?:(?:do )?(?:an? )?(?:web|internet|online|google|net)[ -]?search|search|google|bing|look ?up|research|browse|find out|check the (?:web|internet|news)|look (?:on|up|online|in the news|at the (?:web|news|internet)))\b|find (?:me )?(?:sources|information|info|articles|news|recent|papers|reviews|studies|the latest|out)|what(?:'s| is) (?:in|new in|happening in|the latest) (?:the )?(?:news|world)|(?:(?:is|are) there )?(?:any|latest|recent|today's|the latest) news|do (?:some|a bit of|a little) research|(?:show|give|get|find) me (?:the )?search results)/i;
const ONLINE =
  /\b(?:on(?:line| the (?:web|internet|net))|search (?:the web|online|for it|the internet)|(?:the|from the) (?:web|internet)\b|look it up|google it)\b/i;
const NOT_WEB = /\b(?:my|uploaded|attached|the) (?:files?|documents?|notes|uploads?|pdfs?)\b/i;
const SEARCH_WORDS =
  /^(?:(?:do|make|run) )?(?:an? )?(?:(?:web|internet|online|google) search|search|google|bing|look ?up|look|research|browse|check|find(?: me| out)?)\b(?: (?:the |on the |in the |for )?(?:web|internet|online|net)\b)?[\s:,]*(?:for|about|on|up)?\s*|[,;]? ?(?:please )?(?:search (?:the web|the internet|online|for it)|look it up|google it|online|on the (?:web|internet))[\s?!.]*$/gi;
const SENTENCES = 5;
const RESULTS_READ = 2;
const RESULTS_SHOWN = 5;

type Found = { title: string; url: string; snippet: string };

function toResults(outcome: ToolOutcome | undefined): Found[] {
  const { results } = outcome?.data ?? {};
  if (!Array.isArray(results)) return [];
  return results.flatMap((result: Partial<Found> | null) =>
    typeof result?.url === 'string'
      ? [{ title: String(result.title ?? result.url), url: result.url, snippet: String(result.snippet ?? '') }]
      : [],
  );
}

const escapeLabel = (text: string) => text.replaceAll(/[[\]]/g, ' ');

function sayResults(query: string, done: readonly ToolOutcome[]): string {
  const results = toResults(done[0]);
  const read = done.slice(1).flatMap((outcome) => (toToolError(outcome) ? [] : toPassages(outcome)));
  const sentences = extractSentences(read, query, SENTENCES);
  const list = results
    .slice(0, RESULTS_SHOWN)
    .map(({ title, url }) => `- [${escapeLabel(title)}](${url})`)
    .join('\n');
  const quoted = sentences.length > 0 ? `${toCitedList(sentences)}\n\n${HONESTY}\n\n` : '';
  return `${quoted === '' ? `These pages were found for “${query}”; none of them could be quoted.` : `What the pages found for “${query}” say:`}\n\n${quoted}Pages found:\n\n${list}`;
}

/** Searches, reads the first pages, quotes them. */
function searchPlan(query: string): Plan {
  return {
    intent: 'web_search',
    agent: 'research',
    why: 'It needs a search of the web.',
    next(done) {
      const [search] = done;
      if (!search) return { calls: [{ tool: 'web_search', arguments: { query } }] };
      const error = toToolError(search);
      if (error) return { say: `The search did not work: ${error}.` };
      const pages = toResults(search).slice(0, RESULTS_READ);
      if (pages.length === 0) return { say: `Nothing was found for “${query}”.` };
      if (done.length === 1)
        return { calls: pages.map(({ url }) => ({ tool: 'read_page', arguments: { url, question: query } })) };
      return { say: sayResults(query, done) };
    },
  };
}

/** Searches of the web, where the user asks for one. */
export const webSearch: Ability = ({ bare }) => {
  if (NOT_WEB.test(bare) || !(SEARCH.test(bare) || ONLINE.test(bare))) return null;
  const query = bare
    .replaceAll(SEARCH_WORDS, '')
    .trim()
    .replace(/^(?:for|about|the web for) /i, '')
    .replace(/[\s?.!,]+$/, '');
  return searchPlan(query === '' ? bare : query);
};
