/** Something about the web that did not work. Its message is for the model and for people: it holds no private address and no key. */
export class WebError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'WebError';
  }
}
