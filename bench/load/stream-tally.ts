import { type Plan, toAnswer } from '../plan.ts';
import type { StreamResult } from './protocol.ts';

type Event = { type: string; delta?: string; offset?: number; text_offset?: number; status?: string; response?: string };

/**
 * Checks one run as its reader sees it: gapless ids, continuous offsets, exactly one terminal event, `[DONE]` after it,
 * and the text that the plan asks for. Knows the wire contract, but none of the product's code.
 */
export class StreamTally {
  #startedAt = performance.now();
  #lastAt = Number.NaN;
  #epoch = 0;
  #seq = 0;
  #text = '';
  #response = '';
  #done = false;
  #afterEnd = 0;
  #result: StreamResult = {
    runId: '',
    firstByteMs: Number.NaN,
    firstFrameMs: Number.NaN,
    firstTokenMs: Number.NaN,
    endMs: Number.NaN,
    longestGapMs: 0,
    resumes: 0,
    lost: 0,
    doubled: 0,
    terminals: 0,
    status: '',
    problem: '',
  };

  get runId(): string {
    return this.#result.runId;
  }

  get textLength(): number {
    return this.#text.length;
  }

  #sinceStart(): number {
    return performance.now() - this.#startedAt;
  }

  bytes(): void {
    if (Number.isNaN(this.#result.firstByteMs)) this.#result.firstByteMs = this.#sinceStart();
  }

  done(): void {
    this.#done = true;
  }

  frame(id: string, data: string): void {
    const now = this.#sinceStart();
    if (Number.isNaN(this.#lastAt)) this.#result.firstFrameMs = now;
    else this.#result.longestGapMs = Math.max(this.#result.longestGapMs, now - this.#lastAt);
    this.#lastAt = now;
    if (this.#result.terminals > 0) this.#afterEnd += 1;
    const event = JSON.parse(data) as Event;
    if (event.type === 'run.resumed') this.#resume(event.text_offset ?? 0);
    this.#position(id);
    if (event.type === 'text.delta') this.#delta(event, now);
    else if (event.type === 'provider.switched') this.#text = this.#text.slice(0, event.text_offset ?? 0);
    else if (event.type === 'run.finished') this.#finish(event);
  }

  #resume(textOffset: number): void {
    this.#result.resumes += 1;
    this.#text = this.#text.slice(0, textOffset);
    this.#seq = 0;
  }

  #position(id: string): void {
    const [runId = '', epoch = '', seq = ''] = id.split('.');
    this.#result.runId ||= runId;
    if (this.#seq > 0 && Number(epoch) === this.#epoch) {
      const step = Number(seq) - this.#seq;
      if (step > 1) this.#result.lost += step - 1;
      else if (step < 1) this.#result.doubled += 1;
    }
    this.#epoch = Number(epoch);
    this.#seq = Number(seq);
  }

  #delta(event: Event, now: number): void {
    if (Number.isNaN(this.#result.firstTokenMs)) this.#result.firstTokenMs = now;
    const offset = event.offset ?? -1;
    if (offset > this.#text.length) this.#result.lost += 1;
    else if (offset < this.#text.length) this.#result.doubled += 1;
    this.#text += event.delta ?? '';
  }

  #finish(event: Event): void {
    this.#result.terminals += 1;
    this.#result.status = event.status ?? '';
    this.#response = event.response ?? '';
  }

  /** `plan` is `null` for a stream that may end early: then only its form is checked. */
  finish(plan: Plan | null): StreamResult {
    const result = this.#result;
    result.endMs = this.#sinceStart();
    const problems: string[] = [];
    if (result.terminals !== 1) problems.push(`${result.terminals} terminal events`);
    if (!this.#done) problems.push('no [DONE]');
    if (this.#afterEnd > 0) problems.push(`${this.#afterEnd} events after the terminal one`);
    if (result.lost > 0) problems.push(`${result.lost} lost`);
    if (result.doubled > 0) problems.push(`${result.doubled} doubled`);
    if (plan) {
      const expected = toAnswer(plan.tokens);
      if (result.status !== 'completed') problems.push(`status ${result.status || 'missing'}`);
      else if (this.#text !== expected || this.#response !== expected) problems.push('wrong text');
    }
    result.problem = problems.join(', ');
    return result;
  }
}
