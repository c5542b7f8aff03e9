/** Begins what we say in the user's place, so that it is taken for no question of the user's. */
const MARK = '(Automatic';

export const toAutomatic = (text: string): string => `${MARK} message.) ${text}`;

export const isAutomatic = (content: string): boolean => content.startsWith(MARK);
