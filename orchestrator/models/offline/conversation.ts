import { type Ability, sayOnly } from './plan.ts';

/** `unconfigured`: there is no provider at all; `unavailable`: there are some, and all of them fail right now. */
export type OfflineReason = 'unconfigured' | 'unavailable';

const ABILITIES = `- **Arithmetic, percentages and units**: “what is 15% of 80”, “convert 5 km to miles”, “sqrt(2) * 10!”
- **Dates and times**: “what time is it in Tokyo”, “which day is 2028-02-29”, “how many days until Christmas”
- **Tasks**: “remind me to call Ana on Friday”, “what is due this week?”, “mark the report as done”, “plan a move in 5 steps”
- **Running code**: “run this: …” with JavaScript or Python
- **Web pages and your files**: “summarise https://…”, “what do my files say about …”, quoted word for word with sources
- **Text**: “count the words in: …”, “sort these lines: …”, “base64 encode …”, “format this JSON: …”
- **Sequences**: “count to 200”, “the first 20 prime numbers”, “repeat: hello”
- **Handing over**: “ask the code agent: what is 2^64”`;

const SITUATION: Readonly<Record<OfflineReason, string>> = {
  unconfigured: 'No language model is configured, so I answer with the built-in offline model, which works by fixed rules.',
  unavailable:
    'The configured language models are unavailable right now, so the built-in offline model answers, which works by fixed rules.',
};

const REMEDY: Readonly<Record<OfflineReason, string>> = {
  unconfigured:
    'To get real conversations, set `OPENAI_API_KEY`, start Ollama, LM Studio or llama.cpp on this machine (it is found by itself), ' +
    'or point `FALLBACK_PROVIDERS` at any OpenAI-compatible server, for example\n\n' +
    '```\nFALLBACK_PROVIDERS=[{"name":"ollama","base_url":"http://127.0.0.1:11434/v1","model":"llama3.2"}]\n```\n\nand start again.',
  unavailable: 'Please send your message again in a moment; the health page shows when a provider is back.',
};

const WHO = '(?: (?:there|again|all|everyone|cartrita|you|friend|buddy|mate|bot|assistant))*';
const GREETING = new RegExp(
  `^(?:hi|hiya|hello|hey|heya|yo|hallo|howdy|greetings|good (?:morning|afternoon|evening|day)|morning|evening|welcome back|salut|hola)${WHO}$`,
  'i',
);
const WELLBEING =
  /\b(?:how are you|how're you|how are things|how's it going|how is it going|how do you do|how have you been|how's your day|how is your day|what's up|whats up|what's new|sup|how goes it|you ok|are you (?:ok|okay|well|there|awake|alive|listening))\b/i;
const THANKS =
  /^(?:(?:(?:ok|okay|great|cool|perfect|nice|awesome|alright|that was (?:very |really |so )?(?:helpful|great|useful)|wonderful|super|got it)[,!. ]+)*(?:many thanks|thanks|thank you|thank u|thx|ty|cheers|much appreciated|i appreciate (?:it|that)|appreciated)(?:[,! ]+(?:very much|so much|a lot|a bunch|a million|again|for (?:that|this|your help|everything|the help|helping)|cartrita|mate|friend|you))*)$/i;
const PRAISE =
  /^(?:you (?:rock|rule)|(?:you(?:'re| are)|that(?:'s| is| was)|this is|it's)(?: (?:so|very|really|just|pretty|quite))? (?:great|awesome|amazing|the best|helpful|brilliant|good|nice|smart|wonderful|fantastic|cool|perfect|funny|useful)|(?:great|good|nice|well|excellent|fantastic|awesome|amazing) (?:job|work|done|answer|one|stuff)|well done|i (?:love|like) (?:you|it|this|that)|impressive|wow|bravo)$/i;
const FAREWELL =
  /^(?:(?:good ?)?bye(?: ?bye)?|see (?:you|ya)(?: (?:later|soon|tomorrow|around|then|next time))?|good night|night|farewell|take care|talk to you (?:later|soon)|until (?:next time|tomorrow|later)|(?:have a|enjoy your) (?:nice|good|great|lovely|wonderful)?\s?(?:day|evening|weekend|night|one|time|week)|i(?:'m| am) (?:off|leaving|done for today)|later|ciao|cya)(?: (?:cartrita|everyone|all|for now))*$/i;
const SOCIAL =
  /^(?:ok(?:ay)?|alright|all right|fine|sure|yes|yep|yeah|no|nope|(?:no|yes),? (?:thanks|thank you|please)|cool|nice|great|perfect|awesome|good|i see|got it|understood|right|never ?mind|no worries|no problem|forget it|sorry|my bad|i apologi[sz]e|oops|excuse me|pardon|lol|haha+|hehe|ha|hm+|huh|wow|please|welcome|(?:nice|good|great) to (?:meet|see|talk to|have) you(?: again| here)?|pleased to meet you|glad to (?:meet|see) you|(?:just )?(?:testing|a test|test)|(?:i'm|i am) (?:bored|tired|back|happy|fine|good|ok|here)|i missed you|happy (?:birthday|new year|holidays|easter)|merry christmas|congratulations|congrats)$/i;
const SORROW =
  /^(?:i(?:'m| am)|i feel)(?: (?:so|very|really|just|feeling|a bit|quite))* (?:sad|lonely|depressed|unhappy|down|upset|stressed|anxious|scared|sick|ill)(?: today| right now| again)?$/i;

const MODEL =
  /\b(?:(?:which|what|whose) (?:\w+ ){0,2}(?:models?|llms?|ai|engine|language models?|gpt|version|neural net\w*)\b|(?:your|the) (?:model(?: name)?|llm|engine|version)\b|(?:chat ?gpt|gpt-?\d?\w*|claude|gemini|llama|mistral|copilot|openai|anthropic|deepseek)\b|neural net\w*|language model\b)/i;
const SELF = /\b(?:you|your|this|am i|i(?:'m| am)? (?:talk|speak|chat|us)\w*|behind|powers?|answering|running|is it)\b/i;
const NATURE =
  /^(?:are|is|am) (?:you|this|it|i)(?: \w+){0,2} (?:an? )?(?:(?:real|actual|living) )?(?:human|person|robot|(?:chat)?bot|machine|assistant|ai|an ai|artificial|real|computer|program|offline|online|alive|sentient|conscious|connected)\b|\bwho (?:made|built|created|developed|programmed|trained|wrote|designed) (?:you|this|cartrita)\b|\b(?:run|running|work|working) (?:offline|locally|without (?:the )?internet)\b|^what (?:powers|drives|runs) (?:you|this)\b|^what (?:are you|is this) running on\b|\bwho(?: is|'s|s) your (?:developer|creator|maker|author|owner|boss)\b|^is there an? (?:human|person|real person)\b/i;
const ADDING =
  /\b(?:add|connect|configure|set up|setup|enable|use|plug in|install|switch to|get|change)\b.*\b(?:language model|llms?|models?|ollama|lm studio|llama\.cpp|openai|api key|provider|gpt)\b/i;

const HELP =
  /^(?:help(?: me)?(?: please)?|menu|commands|options|features|capabilities|instructions|info|about|start|get started|\?+)$|\bwhat (?:all |else |things )?(?:can|could|do) you (?:do|help|offer|know|support|understand)\b|\bwhat (?:are you|is it you(?:'re| are)) (?:able|capable|good|here)\b|\bhow (?:can|could|do|would|will) you (?:help|assist|work|be useful)\b|\b(?:your|the) (?:capabilities|abilities|features|skills|functions|commands|options)\b|\bwhat (?:kinds?|sorts?|types?) of (?:things|questions|tasks|stuff)\b.*\b(?:you|i ask)\b|\bwhat (?:you can|i can|can i|could i|may i) (?:do|ask|say|use|try|type)\b|\bwhat should i (?:ask|say|try|type)\b|^what(?:'s| is) possible(?: here| with you)?$|^(?:who|what) are you$|^who is this$|^what is (?:this|cartrita)(?: (?:thing|app|site|tool))?$|^(?:how (?:do i|to|can i|should i) (?:use|start|begin|get started|work with)|how does (?:this|it|that|cartrita) work|how do you work|how is this used)\b|\bwhere (?:to|do i|should i) start\b|\bwhat (?:commands|tools|agents|skills|features|functions|options|requests|specialists)\b.*\b(?:you|have|available|understand|support|there|i)\b|\bwhich (?:agents|tools|specialists|commands)\b|^(?:can|could|would|will) you help(?: me)?(?: out)?$|^i need (?:some )?help$|^(?:introduce|describe|explain|tell me about) yourself$|^(?:show|give|list)\b.*\b(?:(?:examples?|possibilities|ideas)(?:$| (?:of|for) (?:what|things)\b)|(?:what|things) (?:you|i) (?:can|could|do)\b)/i;

/** Politeness, what it can do, which model it is. */
export function createSmallTalk(reason: OfflineReason): Ability {
  const situation = SITUATION[reason];
  const identity = `I am Cartrita. ${situation} It is called \`offline\`, is part of the product and no neural network: it runs on this machine, sends nothing anywhere and costs nothing.\n\n${REMEDY[reason]}`;
  return ({ text, lower }) => {
    const plain = text
      .trim()
      .replaceAll('’', "'")
      .replace(/[\s?!.,:;)(-]+$/, '');
    const bare = plain.replace(/^(?:(?:hi|hello|hey|ok|okay|well|so|oh|and)[,!.]? )+/i, '');
    if (plain.length > 120) return null;
    if (FAREWELL.test(plain)) return sayOnly('small_talk', 'Goodbye! Your conversations stay here for the next time.');
    if (THANKS.test(plain) || THANKS.test(bare)) return sayOnly('small_talk', 'You are welcome.');
    if (PRAISE.test(plain) || PRAISE.test(bare)) return sayOnly('small_talk', 'Thank you, that is kind.');
    if (WELLBEING.test(bare)) return sayOnly('small_talk', `All is well here. ${situation} What can I do for you?`);
    if (GREETING.test(plain))
      return sayOnly('small_talk', `Hello! I am Cartrita. ${situation} Ask “what can you do?” to see what works without one.`);
    if (SORROW.test(plain))
      return sayOnly('small_talk', `I am sorry to hear that. ${situation} It cannot talk things over with you.`);
    if (SOCIAL.test(plain)) return sayOnly('small_talk', 'All right. Tell me what I can do for you, or ask “what can you do?”.');
    if (ADDING.test(lower) && /^(?:how|where|what|can|is|which|i )/.test(lower))
      return sayOnly('help', `${situation}\n\n${REMEDY[reason]}`);
    if (NATURE.test(lower) || (MODEL.test(lower) && SELF.test(lower) && lower.length < 80)) return sayOnly('identity', identity);
    if (HELP.test(bare) || HELP.test(lower)) {
      return sayOnly('help', `I am Cartrita. ${situation} This works without one:\n\n${ABILITIES}\n\n${REMEDY[reason]}`);
    }
    return null;
  };
}
