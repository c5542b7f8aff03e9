/** A text as a block of code, which keeps it as it is. */
export const fenced = (text: string, language = '') => `\`\`\`${language}\n${text.replaceAll('```', '` ` `')}\n\`\`\``;
