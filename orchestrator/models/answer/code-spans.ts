/** How much of a line may stand before a fence: quotes, and the marks of a list. */
const BEFORE_FENCE = /^(?:\s|>|[-*+]\s|\d{1,3}[.)]\s)*$/;
const MAX_LINE_CHARS = 32;
const BLANK_LINE = /^[^\S\n]*\n|\n[^\S\n]*\n/;

/** Follows a text in Markdown: in code, markup is what the answer speaks about. */
export class CodeSpans {
  #fence = '';
  #span = '';
  #line = '';

  get isInside(): boolean {
    return this.#fence !== '' || this.#span !== '';
  }

  /** Text without runs of backticks. */
  text(text: string): void {
    const end = text.lastIndexOf('\n');
    if (end >= 0) {
      // A span does not reach over a blank line.
      if (this.#span !== '' && BLANK_LINE.test(`${this.#line}${text}`)) this.#span = '';
      this.#line = text.slice(end + 1);
    } else if (this.#line.length < MAX_LINE_CHARS) this.#line += text;
  }

  /** A run of backticks or tildes. */
  run(marks: string): void {
    const isAtBegin = this.#line.length < MAX_LINE_CHARS && BEFORE_FENCE.test(this.#line);
    if (this.#fence !== '') {
      if (isAtBegin && marks.startsWith(this.#fence)) this.#fence = '';
    } else if (marks.length >= 3 && isAtBegin && this.#span === '') this.#fence = marks;
    else if (marks.startsWith('`')) {
      if (this.#span === '') this.#span = marks;
      else if (this.#span === marks) this.#span = '';
    }
    this.#line += marks;
  }
}
