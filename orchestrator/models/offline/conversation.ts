import { type Ability, type Plan, sayOnly, toBareQuestion } from './plan.ts';

/** `unconfigured`: there is no provider at all; `unavailable`: there are some, and all of them fail right now. */
export type OfflineReason = 'unconfigured' | 'unavailable';

const ABILITIES = `- **Arithmetic, percentages and units**: “what is 15% of 80”, “convert 5 km to miles”, “sqrt(2) * 10!”
- **Dates and times**: “what time is it in Tokyo”, “which day is 2028-02-29”, “how many days until Christmas”
- **Counting and repeating**: “count to 200”, “repeat: hello”
- **Handing over**: “ask the code agent: what is 2^64”`;

const SITUATION: Readonly<Record<OfflineReason, string>> = {
  unconfigured: 'No language model is configured, so I answer with the built-in offline model, which works by fixed rules.',
  unavailable:
    'The configured language models are unavailable right now, so the built-in offline model answers, which works by fixed rules.',
};

const REMEDY: Readonly<Record<OfflineReason, string>> = {
  unconfigured:
    'To get real conversations, set `OPENAI_API_KEY`, or point `FALLBACK_PROVIDERS` at any OpenAI-compatible server, for example\n\n' +
    '```\nFALLBACK_PROVIDERS=[{"name":"ollama","base_url":"http://127.0.0.1:11434/v1","model":"llama3.2"}]\n```\n\nand start again.',
  unavailable: 'Please send your message again in a moment; the health page shows when a provider is back.',
};

const GREETING = /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings|howdy)(?: there| cartrita)?$/i;
const THANKS = /^(?:thanks|thank you|thx|cheers)(?: very much| a lot)?$/i;
const HELP =
  /^(?:help|what can you do(?: for me)?|what are you able to do|how can you help(?: me)?|who are you|what are you|what is this)$/i;

/** Greetings, thanks and questions about what it can do. */
export function createSmallTalk(reason: OfflineReason): Ability {
  return (message) => {
    const text = message.trim().replace(/[\s?!.,]+$/, '');
    if (GREETING.test(text)) return sayOnly(`Hello! I am Cartrita. ${SITUATION[reason]} I can help with:\n\n${ABILITIES}`);
    if (THANKS.test(text)) return sayOnly('You are welcome.');
    if (!HELP.test(toBareQuestion(text))) return null;
    return sayOnly(`I am Cartrita. ${SITUATION[reason]} This works without one:\n\n${ABILITIES}\n\n${REMEDY[reason]}`);
  };
}

/** For everything that needs a language model. */
export function toApology(reason: OfflineReason): Plan {
  return sayOnly(`${SITUATION[reason]} It cannot answer this question. It can do this:\n\n${ABILITIES}\n\n${REMEDY[reason]}`);
}
