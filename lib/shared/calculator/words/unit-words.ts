const THINGS = `(?:tall|far|heavy|long|big|fast|hot|cold|warm|high|deep|wide|large|old|much|thick)`;
const VERB = `(?:are there in|is there in|there are in|are in|is in|does|do|would|are|is|in|make up|makes up|fit in|fit into|equals?)`;
const MAKE = `(?: make| have| contain| equal| last)?`;

/** The ways to ask for a conversion, as the conversion. */
const FRAMES: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^how (?:many|much) (.+?) ${VERB} (.+?)${MAKE}$`, 'i'), '$2 to $1'],
  [new RegExp(`^(?:how ${THINGS}|how many) (?:is|are) (.+ (?:in|into|to|as) .+)$`, 'i'), '$1'],
  [/^how (?:many|much) (.+?) to (?:an? |1 )(.+)$/i, '1 $2 to $1'],
  [
    /^(?:convert|change|turn|express|get me|get|give me|i need|i have|put|show|translate|transform|write) (.+? (?:in|into|to|as) .+)$/i,
    '$1',
  ],
  [
    /^(?:an? |the |my |our )?[a-z ]{2,30} (?:is|are|weighs|costs|takes|measures) (.+?),? (?:what|how much|how many) (?:is|are|does) (?:that|it|this)(?: in| into)? (.+)$/i,
    '$1 to $2',
  ],
  [
    /^(?:an? |the |my |our )?[a-z ]{2,30} (?:is|are|weighs|takes|measures) (.+?),? how many (.+?) (?:is|are) (?:that|it|this)$/i,
    '$1 to $2',
  ],
  [
    /^(?:i'm|i am|he is|she is|it is|he's|she's|it's) (.+?) (?:tall|long|heavy|high|wide|deep|old),? (?:what|how [a-z]+) is that in (.+)$/i,
    '$1 to $2',
  ],
  [/^(.+?) ?= ?(?:\?|how many) ?(.+)$/i, '$1 to $2'],
  [/^(.+?) (?:is|are|equals?|makes?) how (?:many|much) (.+)$/i, '$1 to $2'],
  [/^(.+ (?:in|into|to|as)) how many (.+)$/i, '$1 $2'],
];

/** A question for a conversion as `a to b`; other text as it is. */
export function fromUnitWords(text: string): string {
  for (const [frame, replacement] of FRAMES) if (frame.test(text)) return text.replace(frame, replacement);
  return text;
}
