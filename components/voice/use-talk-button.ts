import { type KeyboardEvent, type MouseEvent, type PointerEvent, useCallback, useEffect, useRef } from 'react';
import { startTalking, useVoiceLink } from './voice-link.ts';

/** A press that is shorter is a click: the next one ends what is said. */
const HOLD_MS = 350;

const isTalkKey = (event: { key: string }) => event.key === ' ' || event.key === 'Enter';

function isRecording(): boolean {
  const voice = useVoiceLink.getState().session?.store.getState().voice;
  return voice?.mode === 'push_to_talk' && voice.mic !== 'closed';
}

/** Hold to talk, or click to begin and click to end: by pointer, by key on the button, and by a key anywhere. */
export function useTalkButton() {
  const pressedAt = useRef<number | null>(null);
  const isWanted = useRef(false);

  const down = useCallback(() => {
    if (pressedAt.current !== null) return;
    if (isRecording() && useVoiceLink.getState().isLocked) {
      useVoiceLink.setState({ isLocked: false });
      useVoiceLink.getState().session?.release();
      return;
    }
    pressedAt.current = performance.now();
    isWanted.current = true;
    useVoiceLink.setState({ isLocked: false });
    void startTalking(() => isWanted.current);
  }, []);

  const up = useCallback(() => {
    const at = pressedAt.current;
    pressedAt.current = null;
    if (at === null) return;
    if (performance.now() - at < HOLD_MS) {
      useVoiceLink.setState({ isLocked: true });
      return;
    }
    isWanted.current = false;
    useVoiceLink.getState().session?.release();
  }, []);

  useTalkKey(down, up);
  const talkKey = (handle: () => void) => (event: KeyboardEvent) => {
    if (!isTalkKey(event)) return;
    event.preventDefault();
    if (!event.repeat) handle();
  };
  return {
    onPointerDown(event: PointerEvent<HTMLButtonElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      down();
    },
    onPointerUp: up,
    onPointerCancel: up,
    onKeyDown: talkKey(down),
    onKeyUp: talkKey(up),
    onBlur: up,
    // A screen reader clicks without pointer or key.
    onClick(event: MouseEvent) {
      if (event.detail !== 0) return;
      down();
      up();
    },
    onContextMenu: (event: MouseEvent) => event.preventDefault(),
  };
}

/** Ctrl Shift Space, held anywhere on the page. */
function useTalkKey(down: () => void, up: () => void): void {
  useEffect(() => {
    let isDown = false;
    const onDown = (event: globalThis.KeyboardEvent) => {
      if (event.code !== 'Space' || !(event.ctrlKey || event.metaKey) || !event.shiftKey) return;
      event.preventDefault();
      if (event.repeat || isDown) return;
      isDown = true;
      down();
    };
    const end = () => {
      if (isDown) up();
      isDown = false;
    };
    const onUp = (event: globalThis.KeyboardEvent) => {
      if (event.code === 'Space') end();
    };
    document.addEventListener('keydown', onDown);
    document.addEventListener('keyup', onUp);
    globalThis.addEventListener('blur', end);
    return () => {
      document.removeEventListener('keydown', onDown);
      document.removeEventListener('keyup', onUp);
      globalThis.removeEventListener('blur', end);
    };
  }, [down, up]);
}
