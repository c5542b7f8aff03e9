import { z } from 'zod';
import { list, optional, text, url, type Values, variable } from './fields.ts';
import { type ModelEnvironment, openAi } from './models.ts';

const trustedHosts = list.refine(
  (all) =>
    all.every((place) => URL.canParse(`http://${place}`) && /^[A-Za-z0-9._-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(place)),
  'must be a comma list of host or host:port',
);

export const webVariables = {
  TAVILY_API_KEY: optional('Tavily key, for web search', text),
  SEARXNG_URL: optional('Address of a SearXNG that answers in JSON, for web search', url('http', 'https')),
  BRAVE_API_KEY: optional('Brave Search key, for web search', text),
  WEB_SEARCH_OPENAI: optional(
    'Web search hosted by OpenAI: on, off; unset: on with an OPENAI_API_KEY, unless another search or OPENAI_BASE_URL is set',
    z.enum(['on', 'off']),
  ),
  WEB_ALLOW_HOSTS: variable('Private hosts whose pages agents may read, comma list of host or host:port', trustedHosts, ''),
};
type Environment = Values<typeof webVariables> & ModelEnvironment;

/** The search providers that are configured. A server that only speaks OpenAI's protocol has no hosted search. */
function webSearch(env: Environment) {
  const { TAVILY_API_KEY: tavily, SEARXNG_URL: searxng, BRAVE_API_KEY: brave } = env;
  const others = {
    ...(tavily === undefined ? {} : { tavily: { apiKey: tavily } }),
    ...(searxng === undefined ? {} : { searxng: { baseUrl: searxng } }),
    ...(brave === undefined ? {} : { brave: { apiKey: brave } }),
  };
  const isVendor = env.OPENAI_API_KEY !== undefined && env.OPENAI_BASE_URL === undefined;
  const usesOpenAi = (env.WEB_SEARCH_OPENAI ?? (isVendor && Object.keys(others).length === 0 ? 'on' : 'off')) === 'on';
  return { ...(usesOpenAi ? { openai: { model: env.SUPERVISOR_MODEL, ...openAi(env).openai } } : {}), ...others };
}

export function toWeb(env: Environment) {
  return { search: webSearch(env), fetch: { allowHosts: env.WEB_ALLOW_HOSTS } };
}
