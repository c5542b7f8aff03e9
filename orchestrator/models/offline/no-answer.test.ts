import { describe, expect, it } from 'vitest';
import { toLanguage } from './language.ts';
import { toNoAnswer } from './no-answer.ts';

const sayOf = (text: string): string => {
  const step = toNoAnswer(text).next([]);
  return 'say' in step ? step.say : '';
};

describe('the language of a question', () => {
  it.each([
    ['en', 'Why is the sky blue?'],
    ['en', 'who was Napoleon'],
    ['en', 'Write a poem about Berlin'],
    ['en', 'quantum chromodynamics'],
    ['en', 'How do I say "danke" in French?'],
    ['en', ''],
    ['de', 'Warum ist der Himmel blau?'],
    ['de', 'Erzähl mir einen Witz'],
    ['de', 'was ist die Hauptstadt von Australien'],
    ['de', 'Schreib ein Gedicht über den Herbst'],
    ['fr', 'Pourquoi le ciel est-il bleu ?'],
    ['fr', "Qu'est-ce que l'amour ?"],
    ['fr', 'Raconte-moi une histoire'],
    ['fr', 'Quelle est la capitale de la France ?'],
    ['es', '¿Por qué el cielo es azul?'],
    ['es', 'cuéntame un chiste'],
    ['es', 'cuál es la capital de Perú'],
    ['de', 'Rechne 5 + 7'],
    ['de', 'danke'],
    ['fr', 'Bonjour'],
    ['fr', 'merci !'],
    ['fr', 'Combien font 12 fois 12 ?'],
    ['es', 'gracias'],
    ['es', 'Recuérdame llamar a mamá mañana a las 6'],
    ['en', 'what does merci mean'],
    ['en', 'translate bonjour'],
    ['it', 'Perché il cielo è blu?'],
    ['it', 'Qual è la capitale della Francia?'],
    ['pt', 'Por que o céu é azul?'],
    ['pt', 'qual é a capital do Brasil'],
    ['nl', 'Waarom is de lucht blauw?'],
    ['nl', 'Schrijf een gedicht over de herfst'],
  ])('%s: %s', (language, text) => {
    expect(toLanguage(text)).toBe(language);
  });
});

describe('what needs a language model, without one', () => {
  it.each([
    ['tell me a story about dragons', null],
    ['why is the sky blue', null],
    ['write a python script that sorts photos', 'running code'],
    ['translate this sentence into German', 'working on texts'],
    ['book me an appointment with my dentist', 'tasks and reminders'],
    ['was steht in dieser Datei über Urlaub und dem Dokument', 'in deinen Dateien suchen'],
    ['Peux-tu traduire cette phrase ?', 'traiter des textes'],
  ])('%s: what comes close is %s', (text, close) => {
    const say = sayOf(text);
    if (close === null) expect(say).not.toContain('“');
    else expect(say).toContain(close);
  });

  it('is said in a few words and in the language of the question', () => {
    const say = sayOf('Warum ist der Himmel blau?');
    expect(say).toMatch(/^Es ist kein Sprachmodell eingerichtet/);
    expect(say).toContain('OPENAI_API_KEY');
    expect(say.length).toBeLessThan(300);
  });
});
