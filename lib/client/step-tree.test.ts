import { describe, expect, it } from 'vitest';
import type { TimelineStep } from './run-view.ts';
import { type StepNode, toStepTree } from './step-tree.ts';

type AgentFields = { parentId?: string; startedAt?: number; durationMs?: number };

const agent = (id: string, name: 'supervisor' | 'research' | 'code', fields: AgentFields = {}): TimelineStep => ({
  kind: 'agent',
  id,
  agent: name,
  state: fields.durationMs === undefined ? 'running' : 'ok',
  startedAt: 0,
  ...fields,
});
const tool = (id: string, spanId: string): TimelineStep => ({
  kind: 'tool',
  id,
  spanId,
  tool: id,
  arguments: {},
  state: 'ok',
  startedAt: 0,
  notes: [],
});
const handoff = (to: 'research' | 'code'): TimelineStep => ({
  kind: 'handoff',
  id: `to ${to}`,
  from: 'supervisor',
  to,
  reason: 'why',
  at: 0,
});
const approval = (callId: string): TimelineStep => ({
  kind: 'approval',
  id: `appr ${callId}`,
  callId,
  tool: 't',
  arguments: {},
  risk: 'write',
  expiresAt: 0,
  decision: 'pending',
  at: 0,
});

type Outline = string | [string, Outline[]];
const outline = (nodes: readonly StepNode[]): Outline[] =>
  nodes.map(({ step, children }) => (children.length === 0 ? step.id : [step.id, outline(children)]));

describe('the tree of steps', () => {
  it('puts tools and asked agents into the span that they belong to', () => {
    const tree = toStepTree([
      agent('s', 'supervisor'),
      agent('r', 'research', { parentId: 's' }),
      agent('c', 'code', { parentId: 's' }),
      tool('read', 'r'),
      tool('run', 'c'),
      tool('join', 's'),
    ]);
    expect(outline(tree)).toEqual([['s', [['r', ['read']], ['c', ['run']], 'join']]]);
  });

  it('shows a handover as the agent that goes on in place of the other', () => {
    const tree = toStepTree([agent('s', 'supervisor'), handoff('research'), agent('r', 'research', { parentId: 's' })]);
    expect(outline(tree)).toEqual(['s', 'r']);
    expect(tree[1]?.handedBy).toBe('supervisor');
  });

  it('keeps a handover whose agent never began', () => {
    expect(outline(toStepTree([agent('s', 'supervisor'), handoff('code')]))).toEqual([['s', ['to code']]]);
  });

  it('marks agents that worked at the same time, and no others', () => {
    const [root] = toStepTree([
      agent('s', 'supervisor'),
      agent('a', 'research', { parentId: 's', startedAt: 10, durationMs: 20 }),
      agent('b', 'code', { parentId: 's', startedAt: 20 }),
      agent('c', 'code', { parentId: 's', startedAt: 40, durationMs: 5 }),
    ]);
    expect(root?.children.map(({ isParallel }) => isParallel)).toEqual([true, true, true]);
    const [later] = toStepTree([
      agent('s', 'supervisor'),
      agent('a', 'research', { parentId: 's', startedAt: 10, durationMs: 20 }),
      agent('b', 'code', { parentId: 's', startedAt: 30, durationMs: 20 }),
    ]);
    expect(later?.children.map(({ isParallel }) => isParallel)).toEqual([false, false]);
    // A span ends a little after the next one has begun.
    const handedOver = toStepTree([
      agent('s', 'supervisor', { durationMs: 20 }),
      handoff('code'),
      agent('c', 'code', { parentId: 's', startedAt: 19, durationMs: 5 }),
    ]);
    expect(handedOver.map(({ isParallel }) => isParallel)).toEqual([false, false]);
  });

  it('puts an approval where its call is, and before the call begins where work goes on', () => {
    const spans = [agent('s', 'supervisor'), agent('r', 'research', { parentId: 's' })];
    expect(outline(toStepTree([...spans, approval('write')]))).toEqual([['s', [['r', ['appr write']]]]]);
    expect(outline(toStepTree([...spans, approval('write'), tool('write', 's')]))).toEqual([['s', ['r', 'appr write', 'write']]]);
  });

  it('loses no step whose span is unknown', () => {
    expect(outline(toStepTree([tool('lonely', 'x'), agent('a', 'code', { parentId: 'y' })]))).toEqual(['lonely', 'a']);
  });
});
