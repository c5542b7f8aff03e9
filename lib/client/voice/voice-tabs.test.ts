import { afterEach, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { VoiceSnapshot } from './voice-session.ts';
import { createVoiceState, type VoicePhase } from './voice-state.ts';
import { keepToOneTab } from './voice-tabs.ts';

let closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings) close();
  closings = [];
});

/** A tab that ends voice when it is told to; `left` is the phase in which that was. */
function openTab() {
  const store = createStore<VoiceSnapshot>(() => ({ voice: createVoiceState('hands_free'), timings: [], isMuted: false }));
  const enter = (phase: VoicePhase) => store.setState(({ voice }) => ({ voice: { ...voice, phase } }));
  const { promise: left, resolve } = Promise.withResolvers<VoicePhase>();
  const end = keepToOneTab({ store }, () => {
    resolve(store.getState().voice.phase);
    enter('idle');
  });
  closings.push(end);
  return { enter, left, phase: () => store.getState().voice.phase };
}

it('voice ends where it was when it begins in another tab, to and fro', async () => {
  const [first, second] = [openTab(), openTab()];
  first.enter('listening');
  first.enter('thinking');
  second.enter('listening');
  expect(await first.left).toBe('thinking');
  expect(second.phase()).toBe('listening');
  first.enter('listening');
  expect(await second.left).toBe('listening');
  expect([first.phase(), second.phase()]).toEqual(['listening', 'idle']);
});
