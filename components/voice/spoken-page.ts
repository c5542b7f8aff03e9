import { NEW_CHAT } from '../../lib/client/chat-store.ts';
import { focusComposer } from '../../lib/client/composer.ts';
import { setDraft, useDrafts } from '../../lib/client/drafts-store.ts';
import type { SpokenPage } from '../../lib/client/voice/create-voice-chat.ts';
import type { VoiceSettings } from '../../lib/client/voice/voice-settings.ts';
import { sendSpoken, shownConversation } from './send-spoken.ts';

/** The chat of this page for voice. With the setting for it, what was said goes into the message field. */
export function createSpokenPage(settings: () => VoiceSettings | undefined): SpokenPage {
  return {
    send: sendSpoken,
    edit(text) {
      const { isEdited, mode } = settings() ?? {};
      if (!isEdited || mode !== 'push_to_talk') return false;
      const key = shownConversation() ?? NEW_CHAT;
      const present = useDrafts.getState().drafts[key] ?? '';
      setDraft(key, present.trim() === '' ? text : `${present.trimEnd()} ${text}`);
      focusComposer();
      return true;
    },
  };
}
