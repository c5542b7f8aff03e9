/** In tokens, by estimate. Embedding models of this size class take 512 and represent a few paragraphs best. */
export const TARGET_TOKENS = 350;
export const MAX_TOKENS = 512;
/** A section or page that is smaller is joined with its neighbour. */
export const MIN_TOKENS = 100;
/** What is smaller at the end of a section goes to the passage before it. */
export const TINY_TOKENS = 40;
