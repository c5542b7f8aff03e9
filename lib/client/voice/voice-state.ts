import type { VoiceFault } from './voice-fault.ts';

export type VoicePhase =
  | 'idle'
  | 'listening'
  | 'endpointing'
  | 'transcribing'
  | 'thinking'
  | 'speaking'
  /** Somebody speaks into an answer: it is silent until words or their absence decide. */
  | 'interrupted'
  | 'error';

export type VoiceMode = 'push_to_talk' | 'hands_free';

/** An answer that is being written or spoken. While the user is listened to, it waits below. */
export type VoiceAnswer = {
  turn: number;
  isRunning: boolean;
  isAudible: boolean;
  isReplay: boolean;
  /** The approval that its run waits for. */
  approvalId: string | null;
};

export type VoiceState = {
  phase: VoicePhase;
  mode: VoiceMode;
  /** Number of the utterance that is listened to; results of another one are late and ignored. */
  turn: number;
  mic: 'closed' | 'opening' | 'open';
  isLive: boolean;
  /** Words come while somebody speaks. */
  hasStream: boolean;
  /** Recordings can be transcribed. */
  hasSegments: boolean;
  /** "Don't interrupt": speech does not stop an answer. */
  isProtected: boolean;
  /** The detector hears speech now. */
  isSpeech: boolean;
  /** What was understood of the utterance so far. */
  words: string;
  answer: VoiceAnswer | null;
  /** Why the phase is `error`. */
  fault: VoiceFault | null;
  /** What went wrong last without ending voice. */
  notice: VoiceFault | null;
  /** The timer that counts; others are stale. */
  timer: number;
};

export type VoiceEvent =
  /** The button: begins to listen; into an answer it interrupts. */
  | { type: 'press' }
  /** Push-to-talk: the utterance is over. */
  | { type: 'release' }
  /** Forgets the utterance. */
  | { type: 'cancel' }
  /** Ends the answer and its run. */
  | { type: 'skip' }
  /** Leaves voice; a run goes on in the chat. */
  | { type: 'stop' }
  | { type: 'mode_changed'; mode: VoiceMode }
  | { type: 'protection_changed'; isProtected: boolean }
  | { type: 'recognisers_changed'; hasStream: boolean; hasSegments: boolean }
  | { type: 'replay'; text: string }
  | { type: 'mic_opened' }
  | { type: 'mic_failed'; fault: VoiceFault }
  | { type: 'speech_started' }
  /** Long enough not to be a click. */
  | { type: 'speech_confirmed' }
  | { type: 'speech_ended' }
  | { type: 'misfire' }
  /** All words of the utterance so far. */
  | { type: 'words'; turn: number; text: string }
  /** The recogniser holds the utterance for complete; `isVoiced`: the detector still hears a voice. */
  | { type: 'utterance_ended'; turn: number; isVoiced: boolean }
  | { type: 'stream_failed' }
  | { type: 'transcribed'; turn: number; text: string }
  | { type: 'transcribe_failed'; turn: number; fault: VoiceFault }
  | { type: 'run_failed'; turn: number }
  | { type: 'run_ended'; turn: number }
  | { type: 'audio_started'; turn: number }
  | { type: 'speech_failed'; turn: number }
  /** The run is over and nothing is left to play. */
  | { type: 'answer_spoken'; turn: number }
  | { type: 'approval_requested'; turn: number; approvalId: string }
  | { type: 'approval_resolved'; turn: number }
  /** What was said is neither yes nor no. */
  | { type: 'undecided'; turn: number }
  | { type: 'timer'; id: number };

export type VoiceEffect =
  | { type: 'openMic' }
  | { type: 'closeMic' }
  | { type: 'startLive' }
  /** No more audio of this utterance: asks for its last words. */
  | { type: 'finishLive' }
  | { type: 'closeLive' }
  /** A new utterance begins: forget audio and words of others. */
  | { type: 'capture'; turn: number }
  /** The detector starts afresh. */
  | { type: 'rearm' }
  | { type: 'transcribe'; turn: number }
  | { type: 'abortTranscribe' }
  | { type: 'startRun'; turn: number; text: string }
  | { type: 'abortRun'; turn: number }
  | { type: 'reportHeard'; turn: number }
  | { type: 'replay'; turn: number; text: string }
  | { type: 'duck'; isDucked: boolean }
  | { type: 'pausePlayback' }
  | { type: 'resumePlayback' }
  | { type: 'stopPlayback' }
  | { type: 'askApproval'; turn: number; approvalId: string }
  | { type: 'decide'; turn: number; approvalId: string; text: string }
  | { type: 'startTimer'; id: number; ms: number };

/** Who executes which effects. */
export type EffectHandlers<T extends VoiceEffect['type']> = { [K in T]: (effect: Extract<VoiceEffect, { type: K }>) => void };

export type VoiceStep = { state: VoiceState; effects: VoiceEffect[] };

export function createVoiceState(mode: VoiceMode, isProtected = false): VoiceState {
  return {
    phase: 'idle',
    mode,
    turn: 0,
    mic: 'closed',
    isLive: false,
    hasStream: false,
    hasSegments: false,
    isProtected,
    isSpeech: false,
    words: '',
    answer: null,
    fault: null,
    notice: null,
    timer: 0,
  };
}
