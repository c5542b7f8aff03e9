import type { VoiceOption } from '../../../lib/contract/voice.ts';

export const DEFAULT_AURA_VOICE = 'aura-2-thalia-en';

/** Language (BCP 47), gender, names. Source: developers.deepgram.com/docs/tts-models. */
const NAMES: readonly [string, 'female' | 'male', string][] = [
  [
    'en-US',
    'female',
    'thalia andromeda helena asteria athena aurora callista cora cordelia delia electra harmonia hera iris janus juno luna minerva ophelia phoebe selene vesta',
  ],
  ['en-US', 'male', 'apollo arcas aries atlas hermes jupiter mars neptune odysseus orion orpheus pluto saturn zeus'],
  ['en-PH', 'female', 'amalthea'],
  ['en-GB', 'female', 'pandora'],
  ['en-GB', 'male', 'draco'],
  ['en-AU', 'female', 'theia'],
  ['en-AU', 'male', 'hyperion'],
  ['es-ES', 'female', 'carina diana agustina silvia'],
  ['es-ES', 'male', 'nestor alvaro'],
  ['es-MX', 'female', 'estrella olivia'],
  ['es-MX', 'male', 'sirio javier luciano valerio'],
  ['es-CO', 'female', 'celeste gloria'],
  ['es-419', 'female', 'selena'],
  ['es-419', 'male', 'aquila'],
  ['es-AR', 'female', 'antonia'],
  ['de-DE', 'female', 'viktoria elara aurelia lara kara'],
  ['de-DE', 'male', 'julius fabian'],
  ['fr-FR', 'female', 'agathe'],
  ['fr-FR', 'male', 'hector'],
  ['it-IT', 'female', 'livia melia cinzia maia demetra'],
  ['it-IT', 'male', 'elio flavio cesare dionisio'],
  ['nl-NL', 'female', 'beatrix rhea daphne cornelia hestia leda'],
  ['nl-NL', 'male', 'sander lars roman'],
  ['ja-JP', 'female', 'izanami uzume ama'],
  ['ja-JP', 'male', 'fujin ebisu'],
];

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

export const AURA_VOICES: readonly VoiceOption[] = NAMES.flatMap(([language, gender, names]) =>
  names.split(' ').map((name) => ({
    voice_id: `aura-2-${name}-${language.slice(0, 2)}`,
    name: capital(name),
    language,
    gender,
    provider: 'deepgram',
  })),
);
