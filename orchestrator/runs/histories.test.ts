import { expect, it } from 'vitest';
import { AppError } from '../../lib/contract/errors.ts';
import type { RunEvent } from '../../lib/contract/events.ts';
import type { Frame } from '../core/frame.ts';
import { type Cursor, START } from '../core/frame.ts';
import type { RunStore, Store } from '../core/store.ts';
import { createSink } from './fixtures/create-sink.ts';
import { withRunServices } from './fixtures/with-run-services.ts';
import { createService, createSharedBus, OWNER, RESULT, type Script, type TestService, textOf } from './test-kit.ts';

let store: Store;
withRunServices((opened) => {
  store = opened;
});

const RUNS = 24;
const READERS = 3;
/** The same each time, so that a failure can be repeated; others by the variable. */
const seed = Number(process.env.RUN_HISTORY_SEED ?? 1);

/** Mulberry32: small, seedable, good enough to pick among faults. */
function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A script that writes words, sometimes takes a snapshot, and, told to go on from one, does so. */
function writer(random: () => number): Script {
  return async function* (input, signal) {
    const first = input.snapshot ? Number(input.snapshot.state.word) : 0;
    let length = input.snapshot?.textLength ?? 0;
    for (let word = first; word < 30; word += 1) {
      // Long enough for a run to lose its process twice.
      await sleep(random() * 40);
      signal.throwIfAborted();
      const delta = `w${word} `;
      length += delta.length;
      yield { type: 'text.delta', delta };
      if (random() < 0.2) yield { type: 'checkpoint', snapshot: { version: '1', textLength: length, state: { word: word + 1 } } };
      if (random() < 0.1) yield { type: 'reasoning.delta', delta: 'hm' };
    }
    return RESULT;
  };
}

type Mortal = { service: TestService; kill(): void; isDead(): boolean; stun(): void };

const LEASE_TTL_MS = 250;

/**
 * A replica whose store can vanish from one moment to the next, as after `kill -9`. A stunned one lives, but its heartbeats
 * come too late: it loses its runs without knowing.
 */
async function startReplica(script: Script, bus: ReturnType<typeof createSharedBus>): Promise<Mortal> {
  let dead = false;
  let stunnedUntil = 0;
  const calls = Object.entries(store.runs).map(([name, call]) => [
    name,
    (...values: never[]) => (dead ? new Promise(() => {}) : (call as (...values: never[]) => Promise<unknown>)(...values)),
  ]);
  const alive = Object.fromEntries(calls) as RunStore;
  const heartbeat: RunStore['heartbeat'] = async (...values) => {
    await sleep(Math.max(0, stunnedUntil - performance.now()));
    return alive.heartbeat(...values);
  };
  const options = { maxRecoveries: 20, leaseTtlMs: LEASE_TTL_MS };
  const service = createService({ ...alive, heartbeat }, script, { bus, options });
  await service.startMaintenance();
  return {
    service,
    kill: () => (dead = true),
    isDead: () => dead,
    stun: () => (stunnedUntil = performance.now() + 2 * LEASE_TTL_MS),
  };
}

/** Reads a run as a client on a bad network does: from any replica, cut off at random, resumed from its last event. */
async function readBadly(replicas: () => Mortal[], runId: string, random: () => number): Promise<Frame[]> {
  const seen: Frame[] = [];
  // Who got nothing waits longer the next time: on a busy machine, readers that give up too early are all that it works for.
  let patienceMs = 20;
  for (;;) {
    const alive = replicas().filter((replica) => !replica.isDead());
    const replica = alive[Math.floor(random() * alive.length)];
    if (!replica) throw new Error('no replica is alive');
    const last = seen.at(-1);
    const after: Cursor = last ? { epoch: last.epoch, seq: last.seq } : START;
    const sink = createSink();
    const attached = await replica.service.attach(OWNER, runId, after, sink);
    if (attached.kind === 'nothing_left') return seen;
    const end = await Promise.race([sink.ended, sleep(patienceMs + random() * 120).then(() => 'cut' as const)]);
    attached.detach();
    seen.push(...sink.frames);
    patienceMs = sink.frames.length > 0 ? 20 : patienceMs * 2;
    if (end === 'done') return seen;
  }
}

/** Who asks a busy machine to stop a run may have to ask again. */
async function stop(service: TestService, runId: string): Promise<void> {
  const receipt = await service.cancel(OWNER, runId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'NOT_READY') return null;
    throw error;
  });
  if (receipt === null) await stop(service, runId);
}

/** Knows nothing of how runs work, only what was promised. */
function checkHistory(runId: string, log: Frame[], readers: Frame[][]): void {
  const about = `run ${runId}, seed ${seed}`;
  const id = (frame: Frame) => `${frame.epoch}.${frame.seq}`;
  const beginnings = (frames: Frame[]) => frames.filter((frame, index) => frame.epoch > (frames[index - 1]?.epoch ?? 1));
  expect(
    log.map((frame) => frame.seq),
    `gapless log, ${about}`,
  ).toEqual(log.map((_, index) => index + 1));
  expect(log.filter((frame) => frame.type === 'run.finished').length, `one terminal event, ${about}`).toBe(1);
  expect(log.at(-1)?.type, `the terminal event is the last, ${about}`).toBe('run.finished');
  const events = (frames: Frame[]) => frames.map((frame) => JSON.parse(frame.data) as RunEvent);
  const final = events(log).at(-1);
  const response = final?.type === 'run.finished' ? final.response : null;
  expect(textOf(events(log)), `the log tells the answer, ${about}`).toBe(response);
  expect(log.filter((frame) => frame.type === 'run.started').length, `started once, ${about}`).toBe(1);
  for (const frame of beginnings(log)) expect(frame.type, `each recovery says so first, ${about}`).toBe('run.resumed');
  for (const frames of readers) {
    const ids = frames.map(id);
    for (const frame of beginnings(frames))
      expect(frame.type, `a reader hears of a recovery first, ${about}`).toBe('run.resumed');
    expect(new Set(ids).size, `nothing doubled, ${about}`).toBe(ids.length);
    expect(textOf(events(frames)), `nothing lost, ${about}`).toBe(response);
    expect(frames.filter((frame) => frame.type === 'run.finished').length, `one terminal event for a reader, ${about}`).toBe(1);
    const logged = new Map(log.map((frame) => [id(frame), frame.data]));
    const durable = frames.filter((frame) => logged.has(id(frame)));
    for (const frame of durable) expect(frame.data, `byte-identical, ${about}`).toBe(logged.get(id(frame)));
    expect(durable.map(id), `all of the log, in order, ${about}`).toEqual(log.map(id));
  }
}

it(`keeps its promises in a random history of deaths, cuts and stops (seed ${seed})`, async () => {
  const random = createRandom(seed);
  const bus = createSharedBus();
  const script = writer(random);
  let replicas: Mortal[] = [await startReplica(script, bus), await startReplica(script, bus)];
  const accepted: string[] = [];
  const reading: Promise<{ runId: string; seen: Frame[][] }>[] = [];

  for (let index = 0; index < RUNS; index += 1) {
    const victim = replicas[Math.floor(random() * replicas.length)] as Mortal;
    const run = await victim.service.start(OWNER, { message: `question ${index}` });
    accepted.push(run.runId);
    const readers = Array.from({ length: READERS }, () => readBadly(() => replicas, run.runId, random));
    const read = Promise.all(readers).then((seen) => ({ runId: run.runId, seen }));
    // Told at the end, also when something else fails before.
    read.catch(() => {});
    reading.push(read);
    await sleep(random() * 40);
    bus.isLossy = random() < 0.3;
    const fault = random();
    if (fault < 0.2) {
      victim.kill();
      replicas = [...replicas.filter((replica) => replica !== victim), await startReplica(script, bus)];
    } else if (fault < 0.35) {
      victim.stun();
    } else if (fault < 0.5) {
      const helper = replicas[Math.floor(random() * replicas.length)] as Mortal;
      await stop(helper.service, accepted[Math.floor(random() * accepted.length)] as string);
    }
  }

  for (const { runId, seen } of await Promise.all(reading)) {
    const log = await store.runs.readFrames(runId, START, 10_000);
    checkHistory(runId, log, seen);
  }
  expect((await Promise.all(accepted.map((runId) => store.runs.get(runId)))).every((run) => run?.finishedAt)).toBe(true);
  for (const replica of replicas) await replica.service.close();
});
