import { type Product, startProduct } from '../harness/start-product.ts';
import { type Deepgram, startDeepgram } from '../standins/deepgram/start-deepgram.ts';
import { type OpenAiVoice, startOpenAiVoice } from '../standins/openai-voice.ts';

export type VoiceProduct = { product: Product; deepgram: Deepgram; openAi: OpenAiVoice; stop(): Promise<void> };

/** A busy machine recognises slowly; what is tested is what happens, not how fast. */
const PATIENT = {
  SPEECH_FIRST_BYTE_TIMEOUT_MS: '30000',
  SPEECH_IDLE_TIMEOUT_MS: '30000',
};

/** The product with Deepgram and OpenAI, both played on this machine; with `isDoubled` OpenAI hears and speaks, too. */
export async function startVoiceProduct(
  name: string,
  { isDoubled = false, env = {} as Record<string, string> } = {},
): Promise<VoiceProduct> {
  const [deepgram, openAi] = [await startDeepgram(), await startOpenAiVoice({ hasSpeech: isDoubled })];
  const product = await startProduct({
    name,
    pages: true,
    env: {
      OPENAI_API_KEY: 'sk-stand-in',
      OPENAI_BASE_URL: openAi.baseUrl,
      DEEPGRAM_API_KEY: deepgram.key,
      DEEPGRAM_BASE_URL: deepgram.baseUrl,
      ...PATIENT,
      ...env,
      ...(isDoubled ? { SPEECH_BASE_URL: openAi.baseUrl, SPEECH_API_KEY: 'sk-stand-in' } : {}),
    },
  });
  return {
    product,
    deepgram,
    openAi,
    async stop() {
      await product.stop();
      await openAi.stop();
      await deepgram.stop();
    },
  };
}
