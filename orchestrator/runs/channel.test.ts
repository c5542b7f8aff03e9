import { describe, expect, it } from 'vitest';
import { ANY_EPOCH, type Cursor, type Frame, type SinkEnd, START } from '../core/frame.ts';
import { createChannel, type Listener } from './channel.ts';

const RUN = { runId: 'run_1', ownerId: 'own_1' };

function frame(seq: number, epoch = 1, size = 100): Frame {
  return { epoch, seq, type: 'text.delta', data: 'x'.repeat(size) };
}

function createListener(at: Cursor = START) {
  const seen: string[] = [];
  const ends: (SinkEnd | 'moved')[] = [];
  const position = { ...at };
  const take = (next: Frame) => {
    seen.push(`${next.epoch}.${next.seq}`);
    position.epoch = next.epoch;
    position.seq = next.seq;
  };
  const listener: Listener = {
    position: () => position,
    deliver: take,
    replay(next) {
      take(next);
      return true;
    },
    isOver: () => false,
    end: (reason) => ends.push(reason),
    moved: () => ends.push('moved'),
  };
  return { listener, seen, ends };
}

describe('createChannel', () => {
  it('hands over the recent frames and then the live ones', () => {
    const channel = createChannel(RUN, { epoch: 1, seq: 0 }, true);
    channel.publish(frame(1));
    channel.publish(frame(2));
    const { listener, seen } = createListener({ epoch: 1, seq: 1 });
    expect(channel.join(listener)).toBe(true);
    channel.publish(frame(3));
    expect(seen).toEqual(['1.2', '1.3']);
  });

  it('forgets what is stored, but for the newest, and keeps all that is not', () => {
    const channel = createChannel(RUN, { epoch: 1, seq: 0 }, true);
    for (let seq = 1; seq <= 5_000; seq += 1) channel.publish(frame(seq));
    expect(channel.covers(START)).toBe(true);
    channel.settle(4_999);
    expect(channel.covers({ epoch: 1, seq: 1_000 })).toBe(false);
    expect(channel.covers(START)).toBe(false);
    expect(channel.covers({ epoch: 1, seq: 4_900 })).toBe(true);
    const { listener, seen } = createListener({ epoch: 1, seq: 4_990 });
    channel.join(listener);
    expect(seen).toHaveLength(10);
  });

  it('sends a reader of an older epoch to the log unless it has the new epoch from its first event on', () => {
    const owned = createChannel(RUN, { epoch: 2, seq: 10 }, true);
    owned.publish(frame(11, 2));
    expect(owned.covers({ epoch: 1, seq: 15 })).toBe(true);
    expect(owned.covers({ epoch: 1, seq: 5 })).toBe(false);
    const { listener, seen } = createListener({ epoch: 1, seq: 15 });
    owned.join(listener);
    expect(seen).toEqual(['2.11']);
    const later = createChannel(RUN, { epoch: 3, seq: 10 }, true);
    later.publish(frame(11, 3));
    expect(later.covers({ epoch: 2, seq: 15 })).toBe(true);
    expect(later.covers({ epoch: 1, seq: 15 })).toBe(false);
    const followed = createChannel(RUN, { epoch: 2, seq: 12 }, false);
    expect(followed.covers({ epoch: 1, seq: 15 })).toBe(false);
    expect(followed.covers({ epoch: 2, seq: 12 })).toBe(true);
  });

  it('gives nothing to a reader who knows of a later epoch', () => {
    const zombie = createChannel(RUN, { epoch: 1, seq: 0 }, true);
    const cursor = { epoch: 2, seq: 3 };
    for (let seq = 1; seq <= 5; seq += 1) zombie.publish(frame(seq));
    expect(zombie.covers(cursor)).toBe(false);
    const { listener, seen } = createListener(cursor);
    zombie.join(listener);
    expect(seen).toEqual([]);
  });

  it('covers every epoch for a bare sequence number', () => {
    const channel = createChannel(RUN, { epoch: 3, seq: 10 }, true);
    expect(channel.covers({ epoch: ANY_EPOCH, seq: 10 })).toBe(true);
    expect(channel.covers({ epoch: ANY_EPOCH, seq: 9 })).toBe(false);
  });

  it('ends its listeners once', () => {
    const channel = createChannel(RUN, { epoch: 1, seq: 0 }, true);
    const { listener, ends } = createListener();
    channel.join(listener);
    channel.close('handover');
    channel.close('done');
    expect(ends).toEqual(['handover']);
  });
});
