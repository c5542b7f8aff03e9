const PROMPTS = {
  en: {
    ask: 'I need your approval. Shall I go ahead?',
    again: 'Please say yes or no.',
    approve: 'Approved.',
    reject: 'Rejected.',
  },
  de: {
    ask: 'Dafür brauche ich deine Zustimmung. Soll ich?',
    again: 'Bitte sage ja oder nein.',
    approve: 'Genehmigt.',
    reject: 'Abgelehnt.',
  },
  es: { ask: 'Necesito tu aprobación. ¿Lo hago?', again: 'Por favor, di sí o no.', approve: 'Aprobado.', reject: 'Rechazado.' },
  fr: {
    ask: "J'ai besoin de ton accord. Je le fais ?",
    again: 'Dis oui ou non, s’il te plaît.',
    approve: 'Approuvé.',
    reject: 'Refusé.',
  },
};

export type VoicePrompt = keyof typeof PROMPTS.en;

/** What is said besides answers, in the language of the user where we know it. */
export function toVoicePrompt(prompt: VoicePrompt, language: string): string {
  const known = PROMPTS[language.slice(0, 2).toLowerCase() as keyof typeof PROMPTS] ?? PROMPTS.en;
  return known[prompt];
}
