const YES =
  'yes|yeah|yep|yup|sure|ok|okay|alright|all right|go ahead|do it|do that|please do|approve|approved|allow it|confirm|confirmed|absolutely|of course|' +
  'ja|jawohl|jo|klar|na klar|gerne|einverstanden|genehmigt|mach das|mach es|mach mal|tu es|in ordnung|bestätigt|natürlich|ja bitte|' +
  'sí|si|claro|vale|de acuerdo|hazlo|adelante|por supuesto|confirmo|apruebo|aprobado|' +
  "oui|ouais|d'accord|vas-y|vas y|allez-y|allez y|fais-le|fais le|faites-le|bien sûr|je confirme|j'approuve|approuvé";
const NO =
  "no|nope|nah|stop|cancel|cancel it|cancel that|don't|do not|don't do it|do not do it|don't do that|do not do that|reject|reject it|rejected|deny|denied|never mind|abort|forget it|no way|" +
  'nein|nee|nö|stopp|halt|abbrechen|brich ab|brich das ab|lass es|lass das|nicht|mach das nicht|mach es nicht|tu das nicht|abgelehnt|ablehnen|auf keinen fall|lieber nicht|' +
  'cancela|cancélalo|cancelar|para|detente|no lo hagas|rechazo|rechazado|mejor no|de ninguna manera|olvídalo|' +
  'non|annule|annuler|annule ça|arrête|ne le fais pas|ne fais pas ça|je refuse|refusé|surtout pas|laisse tomber|pas question';
/** Say nothing by themselves. */
const FILLERS =
  'please|thanks|thank you|now|just|then|well|um|uh|oh|hm|that|it|cartrita|i approve|i confirm|' +
  'bitte|danke|jetzt|dann|also|doch|ähm|äh|mal|das|es|' +
  'por favor|gracias|ahora|entonces|eso|pues|' +
  "s'il te plaît|s'il vous plaît|merci|maintenant|alors|ça|euh";

const byLength = (words: string) =>
  words
    .split('|')
    .sort((left, right) => right.length - left.length)
    .join('|');
const PHRASES = new RegExp(`^(?:(?<no>${byLength(NO)})|(?<yes>${byLength(YES)})|(?:${byLength(FILLERS)}))(?= |$)\\s*`, 'u');

/** More words are a message, not a decision. */
const MOST_WORDS = 8;

/**
 * What somebody says to a question that waits for yes or no, in English, German, Spanish or French. Null unless every word
 * belongs to a clear yes or a clear no: "yes, but only the first one" is a message, and so is "yes, no".
 */
export function spokenDecision(text: string): 'approve' | 'reject' | null {
  let rest = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/[^\p{L}\p{N}' -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (rest === '' || rest.split(' ').length > MOST_WORDS) return null;
  let yes = false;
  let no = false;
  while (rest !== '') {
    const match = PHRASES.exec(rest);
    if (!match) return null;
    yes ||= match.groups?.yes !== undefined;
    no ||= match.groups?.no !== undefined;
    rest = rest.slice(match[0].length);
  }
  if (yes === no) return null;
  return yes ? 'approve' : 'reject';
}
