const NOTES = {
  en: { code: 'The code is on the screen.', table: 'There is a table on the screen.' },
  de: { code: 'Der Code steht auf dem Bildschirm.', table: 'Auf dem Bildschirm ist eine Tabelle.' },
  es: { code: 'El código está en la pantalla.', table: 'Hay una tabla en la pantalla.' },
  fr: { code: "Le code est à l'écran.", table: "Il y a un tableau à l'écran." },
} as const;

/** What is said in place of what only eyes can take in, in the language (BCP 47) if it is known, else in English. */
export function toScreenNotes(language: string): { code: string; table: string } {
  return NOTES[language.slice(0, 2) as keyof typeof NOTES] ?? NOTES.en;
}
