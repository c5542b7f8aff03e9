import { describe, expect, it } from 'vitest';
import type { Frame } from '../core/frame.ts';
import { createCutGate } from './cut-gate.ts';

const frame = (seq: number): Frame => ({ epoch: 1, seq, type: 'text.delta', data: '{}' });

describe('createCutGate', () => {
  it('lets everything through at once that takes nothing back', () => {
    const seen: number[] = [];
    const gate = createCutGate(({ seq }) => seen.push(seq));
    for (const seq of [1, 2]) gate.push(frame(seq), false);
    expect(seen).toEqual([1, 2]);
    gate.stored(2);
    expect(seen).toEqual([1, 2]);
  });

  it('holds each cut until it is stored, and keeps the order', () => {
    const seen: number[] = [];
    const gate = createCutGate(({ seq }) => seen.push(seq));
    for (const seq of [1, 2, 3, 4, 5]) gate.push(frame(seq), seq === 2 || seq === 4);
    expect(seen).toEqual([1]);
    gate.stored(1);
    expect(seen).toEqual([1]);
    gate.stored(2);
    expect(seen).toEqual([1, 2, 3]);
    gate.push(frame(6), false);
    expect(seen).toEqual([1, 2, 3]);
    gate.stored(4);
    gate.push(frame(7), false);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
