/** Of an expression that is evaluated. */
export const MAX_EXPRESSION_CHARS = 500;
