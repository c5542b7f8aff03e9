import { LLMock } from '@copilotkit/aimock';
import { FROM_PCM, ffmpeg } from './deepgram/ffmpeg.ts';
import { synthesizePcm } from './deepgram/flite.ts';

export type OpenAiVoice = {
  baseUrl: string;
  /** What is answered from now on, whatever is asked: a busy machine loses sound, and words with it. */
  answer(text: string): void;
  stop: () => Promise<void>;
};

export const BREAD = 'please put bread and milk on my list';
export const BREAD_ANSWER = 'Bread and milk are on your list now.';
export const WEATHER = 'what is the weather in berlin tomorrow morning';
export const WEATHER_ANSWER = 'It will be sunny in Berlin tomorrow morning.';
export const STORY_SENTENCES = [
  'Once upon a time there was a small house near the river.',
  'An old man lived in it with his dog and three black horses.',
  'Every morning he opened the window and looked at the water.',
  'One day a boat came down the river with nobody in it.',
  'The dog began to run along the road and the old man followed.',
  'They found a letter under the seat of the boat.',
  'It was written many years ago and nobody had ever read it.',
  'The old man put it in his pocket and went home to think.',
];
export const STORY = STORY_SENTENCES.join(' ');

const QUICK = { ttft: 20, tps: 400 };
/** Sentence by sentence, as a model writes. */
const READABLE = { ttft: 50, tps: 30 };

/** OpenAI for spoken conversations, played by aimock; with `hasSpeech` it hears one question and says one answer, whatever it is given. */
export async function startOpenAiVoice(options: { hasSpeech?: boolean } = {}): Promise<OpenAiVoice> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 7, logLevel: 'silent' });
  let chosen = BREAD_ANSWER;
  for (const content of [BREAD_ANSWER, WEATHER_ANSWER, STORY]) {
    const streamingProfile = content === STORY ? READABLE : QUICK;
    mock.on({ predicate: () => chosen === content }, { content }, { streamingProfile });
  }
  mock.onTranscription({ transcription: { text: WEATHER } });
  if (options.hasSpeech) {
    const pcm = await ffmpeg([...FROM_PCM, '-f', 's16le', '-ar', '24000'], await synthesizePcm(BREAD_ANSWER, 'slt'));
    mock.onSpeech(/[\s\S]/, { audio: pcm.toString('base64'), format: 'pcm' });
  }
  await mock.start();
  return {
    baseUrl: `${mock.url}/v1`,
    answer(text) {
      chosen = text;
    },
    stop: () => mock.stop(),
  };
}
