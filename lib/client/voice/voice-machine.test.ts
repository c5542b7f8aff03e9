import { describe, expect, it } from 'vitest';
import { fillEvent } from './fixtures/fill-event.ts';
import { reduceVoice } from './voice-machine.ts';
import { createVoiceState, type VoiceEffect, type VoiceEvent, type VoiceState } from './voice-state.ts';

const STEPS: Record<string, string> = {
  HEARD: 'press mic_opened speech_started speech_confirmed words',
  ASKED: 'HEARD speech_ended utterance_ended',
  SPEAKING: 'ASKED audio_started',
  BARGED: 'SPEAKING speech_started speech_confirmed',
  HELD: 'press mic_opened words release utterance_ended audio_started',
};

const expand = (steps: string): string[] => steps.split(' ').flatMap((step) => (STEPS[step] ? expand(STEPS[step]) : [step]));

const MARKS: Record<string, object> = { '~': { text: ' ' }, '+': { isVoiced: true }, '@': { turn: 99 } };

/** Plays events by name, each with what counts at its moment; a mark makes it blank (`~`), voiced (`+`) or of another turn (`@`). */
function play(steps: string, options: Partial<VoiceState> = {}) {
  let state: VoiceState = { ...createVoiceState('hands_free'), hasStream: true, hasSegments: true, ...options };
  let effects: VoiceEffect[] = [];
  for (const step of expand(steps)) {
    const type = step.replace(/[~+@]$/, '') as VoiceEvent['type'];
    ({ state, effects } = reduceVoice(state, fillEvent(state, { type, ...MARKS[step.at(-1) ?? ''] })));
  }
  return { state, effects };
}

const PTT: Partial<VoiceState> = { mode: 'push_to_talk' };
const SEGMENTS: Partial<VoiceState> = { hasStream: false };
const STREAM: Partial<VoiceState> = { hasSegments: false };
const DEAF = { ...SEGMENTS, ...STREAM };
const PROTECTED: Partial<VoiceState> = { isProtected: true };

type Case = [name: string, steps: string, phase: VoiceState['phase'], effects: string, options?: Partial<VoiceState>];

// biome-ignore format: one case a line reads as a table
const CASES: Case[] = [
  ['opens the microphone', 'press', 'listening', 'openMic'],
  ['listens live where it can', 'press mic_opened', 'listening', 'capture startLive'],
  ['records where it cannot', 'press mic_opened', 'listening', 'capture', SEGMENTS],
  ['says that nobody could understand', 'press', 'error', '', DEAF],
  ['closes what was opening when it fails', 'press mic_failed', 'error', 'abortTranscribe closeMic'],
  ['asks for the last words after the end of speech', 'HEARD speech_ended', 'endpointing', 'finishLive startTimer'],
  ['sends the words that end the utterance', 'ASKED', 'thinking', 'startRun rearm capture'],
  ['takes the end that the recogniser is sure of', 'HEARD utterance_ended', 'thinking', 'startRun rearm capture'],
  ['waits while a voice is heard', 'HEARD utterance_ended+', 'listening', ''],
  ['hears no end without words', 'press mic_opened utterance_ended', 'listening', ''],
  ['does not end twice', 'ASKED speech_ended', 'thinking', 'duck capture'],
  ['transcribes the recording when the last words are late', 'HEARD speech_ended timer', 'transcribing', 'transcribe'],
  ['takes the last words all the same if they come first', 'HEARD speech_ended timer words utterance_ended', 'thinking', 'abortTranscribe startRun rearm capture'],
  ['takes the words it has when the recording gives none', 'HEARD speech_ended timer transcribed~', 'thinking', 'startRun rearm capture'],
  ['takes the words it has when the recording cannot be transcribed', 'HEARD speech_ended timer transcribe_failed', 'thinking', 'startRun rearm capture'],
  ['takes the words it has where nothing is recorded', 'HEARD speech_ended timer', 'thinking', 'startRun rearm capture', STREAM],
  ['listens on when speech goes on', 'HEARD speech_ended speech_confirmed', 'listening', ''],
  ['transcribes when the stream stays silent', 'press mic_opened speech_ended timer', 'transcribing', 'transcribe'],
  ['drops silence', 'press mic_opened speech_ended utterance_ended', 'listening', 'rearm capture'],
  ['transcribes a segment', 'press mic_opened speech_ended', 'transcribing', 'transcribe', SEGMENTS],
  ['sends a transcript', 'press mic_opened speech_ended transcribed', 'thinking', 'startRun rearm capture', SEGMENTS],
  ['drops an empty transcript', 'press mic_opened speech_ended transcribed~', 'listening', 'rearm capture', SEGMENTS],
  ['ignores a transcript of another turn', 'press mic_opened speech_ended transcribed@', 'transcribing', '', SEGMENTS],
  ['survives a failed transcription', 'press mic_opened speech_ended transcribe_failed', 'listening', 'rearm capture', SEGMENTS],
  ['joins what is said while it transcribes', 'press mic_opened speech_ended speech_confirmed', 'listening', 'abortTranscribe', SEGMENTS],
  ['goes on with segments when the stream fails', 'press mic_opened stream_failed', 'listening', 'closeLive'],
  ['transcribes the utterance that a failing stream leaves', 'HEARD speech_ended stream_failed', 'transcribing', 'closeLive transcribe'],
  ['stops when nothing can recognise any more', 'press mic_opened stream_failed', 'error', 'closeLive abortTranscribe closeMic', STREAM],
  ['forgets on cancel', 'HEARD cancel', 'listening', 'abortTranscribe rearm capture'],
  ['leaves', 'SPEAKING stop', 'idle', 'stopPlayback abortTranscribe closeMic closeLive'],
  ['speaks', 'SPEAKING', 'speaking', ''],
  ['listens again after speaking', 'SPEAKING run_ended answer_spoken', 'listening', 'rearm capture'],
  ['is not done while the run goes on', 'SPEAKING answer_spoken', 'speaking', ''],
  ['listens again after a failed run', 'ASKED run_failed', 'listening', 'stopPlayback rearm capture'],
  ['grows quiet at the first sound', 'SPEAKING speech_started', 'speaking', 'duck'],
  ['is loud again after a click', 'SPEAKING speech_started misfire', 'speaking', 'duck capture'],
  ['falls silent when somebody speaks', 'BARGED', 'interrupted', 'pausePlayback startTimer'],
  ['falls silent while it thinks', 'ASKED speech_started speech_confirmed', 'interrupted', 'pausePlayback startTimer'],
  ['goes on after a false alarm', 'BARGED timer', 'speaking', 'resumePlayback'],
  ['goes on thinking after a false alarm', 'ASKED speech_confirmed timer', 'thinking', 'resumePlayback'],
  ['ends the answer at the first words', 'BARGED words', 'listening', 'stopPlayback reportHeard abortRun'],
  ['has nothing to report of an answer that was not heard', 'ASKED speech_confirmed words', 'listening', 'stopPlayback abortRun'],
  ['stops no run that is over', 'SPEAKING run_ended speech_confirmed words', 'listening', 'stopPlayback reportHeard'],
  ['sends what interrupted', 'BARGED words speech_ended utterance_ended', 'thinking', 'startRun rearm capture'],
  ['hears words that come after the false alarm', 'BARGED timer words', 'listening', 'pausePlayback startTimer stopPlayback reportHeard abortRun'],
  ['ignores words that nobody speaks', 'SPEAKING words', 'speaking', ''],
  ['does not let itself be interrupted', 'BARGED', 'speaking', '', PROTECTED],
  ['goes on when an interruption had no words', 'BARGED speech_ended utterance_ended', 'speaking', 'resumePlayback rearm capture'],
  ['waits for the end of speech without a stream', 'press mic_opened speech_ended transcribed audio_started speech_confirmed timer', 'interrupted', '', SEGMENTS],
  ['ends the answer when a segment had words', 'press mic_opened speech_ended transcribed audio_started speech_confirmed speech_ended transcribed', 'thinking', 'stopPlayback reportHeard abortRun startRun rearm capture', SEGMENTS],
  ['the button interrupts at once', 'SPEAKING press', 'listening', 'stopPlayback reportHeard abortRun rearm capture'],
  ['can be silenced', 'SPEAKING skip', 'listening', 'stopPlayback reportHeard abortRun rearm capture'],
  ['keeps speaking when the microphone is unplugged', 'SPEAKING mic_failed', 'speaking', 'abortTranscribe closeMic closeLive resumePlayback'],
  ['rests after that', 'SPEAKING mic_failed run_ended answer_spoken', 'idle', ''],
  ['stops when it is unplugged while listening', 'HEARD mic_failed', 'error', 'abortTranscribe closeMic closeLive'],
  ['starts again after an error', 'HEARD mic_failed press', 'listening', 'openMic'],
  ['asks for an approval', 'SPEAKING approval_requested', 'speaking', 'askApproval'],
  ['takes words for the decision', 'SPEAKING approval_requested speech_confirmed words speech_ended utterance_ended', 'speaking', 'resumePlayback rearm capture decide'],
  ['does not stop a run that waits for words', 'ASKED approval_requested speech_confirmed words', 'interrupted', ''],
  ['asks again when words decide nothing', 'ASKED approval_requested undecided', 'thinking', 'askApproval'],
  ['replays', 'replay', 'thinking', 'replay'],
  ['reports nothing of a replay', 'replay audio_started skip', 'idle', 'stopPlayback'],
  ['changes mode from rest', 'HEARD mode_changed', 'idle', 'stopPlayback abortTranscribe closeMic closeLive'],
  ['push to talk: records while held', 'press mic_opened words', 'listening', '', PTT],
  ['push to talk: a tap is no message', 'press release', 'idle', 'closeMic', PTT],
  ['push to talk: only the release ends', 'press mic_opened words utterance_ended', 'listening', '', PTT],
  ['push to talk: closes the microphone first', 'press mic_opened release', 'endpointing', 'closeMic finishLive startTimer', PTT],
  ['push to talk: sends and closes', 'press mic_opened words release utterance_ended', 'thinking', 'startRun closeLive', PTT],
  ['push to talk: transcribes the recording', 'press mic_opened release', 'transcribing', 'closeMic transcribe', { ...PTT, ...SEGMENTS }],
  ['push to talk: rests after silence', 'press mic_opened release utterance_ended', 'idle', 'closeLive', PTT],
  ['push to talk: rests after the answer', 'HELD run_ended answer_spoken', 'idle', '', PTT],
  ['push to talk: holds the answer', 'HELD press', 'interrupted', 'pausePlayback openMic', PTT],
  ['push to talk: goes on after silence', 'HELD press mic_opened release utterance_ended', 'speaking', 'resumePlayback closeLive', PTT],
];

describe('voice', () => {
  it.each(CASES)('%s', (_name, steps, phase, effects, options) => {
    const played = play(steps, options);
    const names = played.effects.map(({ type }) => type).join(' ');
    expect({ phase: played.state.phase, effects: names }).toEqual({ phase, effects });
  });

  it('asks and decides with the words that were said', () => {
    expect(play('ASKED').effects[0]).toEqual({ type: 'startRun', turn: 1, text: 'hello' });
    const decided = play('ASKED approval_requested speech_confirmed words utterance_ended');
    expect(decided.effects.at(-1)).toEqual({ type: 'decide', turn: 1, approvalId: 'a', text: 'hello' });
  });

  it('says why it stopped, and forgets it at the next start', () => {
    expect(play('press mic_failed').state).toMatchObject({ phase: 'error', fault: 'unplugged' });
    expect(play('press mic_failed press').state.fault).toBeNull();
    expect(play('ASKED run_failed').state.notice).toBe('run_failed');
  });
});
