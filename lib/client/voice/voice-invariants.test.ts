import { expect, it } from 'vitest';
import { fillEvent } from './fixtures/fill-event.ts';
import { reduceVoice } from './voice-machine.ts';
import { createVoiceState, type VoiceEffect, type VoiceEvent, type VoiceState } from './voice-state.ts';

// biome-ignore format: a list of names
const TYPES: VoiceEvent['type'][] = [
  'press', 'release', 'cancel', 'skip', 'stop', 'mode_changed', 'protection_changed', 'recognisers_changed', 'replay',
  'mic_opened', 'mic_failed', 'speech_started', 'speech_confirmed', 'speech_ended', 'misfire', 'words', 'utterance_ended',
  'stream_failed', 'transcribed', 'transcribe_failed', 'run_failed', 'run_ended', 'audio_started', 'speech_failed',
  'answer_spoken', 'approval_requested', 'approval_resolved', 'undecided', 'timer',
];

/** The same each time, so that a failure can be repeated; others by the variable. */
const seed = Number(process.env.VOICE_SEED ?? 1);

function createRandom(start: number): () => number {
  let value = start;
  return () => {
    value = (value * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return value / 2 ** 32;
  };
}

/** What the world looks like after the effects, told apart from what the machine believes. */
type World = { mic: boolean; live: boolean; run: number | null };

function apply(world: World, effect: VoiceEffect): void {
  if (effect.type === 'openMic') world.mic = true;
  if (effect.type === 'closeMic') world.mic = false;
  if (effect.type === 'startLive') {
    expect(world.mic && !world.live).toBe(true);
    world.live = true;
  }
  if (effect.type === 'closeLive') world.live = false;
  if (effect.type === 'abortRun') world.run = null;
  if (effect.type === 'startRun') {
    expect(effect.text.trim()).not.toBe('');
    expect(world.run).toBeNull();
    world.run = effect.turn;
  }
}

it(`keeps no microphone open at rest and runs no two turns at once, whatever happens (VOICE_SEED=${seed})`, () => {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const seen = new Set<string>();
  for (let history = 0; history < 400; history += 1) {
    let state: VoiceState = {
      ...createVoiceState(pick(['hands_free', 'push_to_talk'])),
      hasStream: random() < 0.6,
      hasSegments: random() < 0.8,
    };
    const world: World = { mic: false, live: false, run: null };
    for (let index = 0; index < 80; index += 1) {
      const event = fillEvent(state, {
        type: pick(TYPES),
        text: pick(['hello', 'yes', ' ']),
        mode: pick(['hands_free', 'push_to_talk']),
        isProtected: random() < 0.3,
        hasStream: random() < 0.6,
        hasSegments: random() < 0.8,
        isVoiced: random() < 0.3,
        // One in five comes too late.
        ...(random() < 0.2 ? { turn: state.turn - 1, id: state.timer - 1 } : {}),
      });
      const isEnd = event.type === 'run_ended' || event.type === 'run_failed';
      if (isEnd && state.answer?.turn === event.turn) world.run = null;
      const hadRun = state.answer?.isRunning;
      const step = reduceVoice(state, event);
      for (const effect of step.effects) apply(world, effect);
      // Whoever leaves voice leaves the run to the chat.
      if (hadRun && (event.type === 'stop' || event.type === 'mode_changed') && !step.state.answer) world.run = null;
      state = step.state;
      seen.add(state.phase);
      expect(world).toMatchObject({ mic: state.mic !== 'closed', live: state.isLive });
      if (state.phase === 'idle' || state.phase === 'error') expect(world).toMatchObject({ mic: false, live: false, run: null });
      expect(state.answer?.isRunning ?? false).toBe(world.run !== null);
      if (state.phase === 'thinking' || state.phase === 'speaking') expect(state.answer).not.toBeNull();
      if (state.phase === 'listening') expect([state.answer, state.mic === 'closed']).toEqual([null, false]);
      expect(state.phase === 'error').toBe(state.fault !== null);
    }
  }
  expect([...seen].sort()).toEqual([
    'endpointing',
    'error',
    'idle',
    'interrupted',
    'listening',
    'speaking',
    'thinking',
    'transcribing',
  ]);
});
