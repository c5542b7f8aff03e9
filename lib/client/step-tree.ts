import type { AgentId } from '../contract/primitives.ts';
import type { AgentStep, TimelineStep } from './run-view.ts';

/** A step with what happened inside it. */
export type StepNode = {
  step: TimelineStep;
  children: StepNode[];
  /** Who handed over to this agent; absent: it was asked, or began the run. */
  handedBy?: AgentId;
  /** Other agents were at work for the same asker at the same time. */
  isParallel: boolean;
};

/** The steps of a run as who did what on whose behalf. Pure; the order of the steps stays. */
export function toStepTree(steps: readonly TimelineStep[]): StepNode[] {
  const roots: StepNode[] = [];
  const spans = new Map<string, StepNode>();
  const siblingsOf = new Map<StepNode, StepNode[]>();
  const spanOfCall = new Map(steps.flatMap((step) => (step.kind === 'tool' ? [[step.id, step.spanId]] : [])));
  let newest: StepNode | undefined;
  let handover: StepNode | null = null;
  for (const step of steps) {
    const node: StepNode = { step, children: [], isParallel: false };
    let siblings = (toParent(step, spans, spanOfCall, newest) ?? { children: roots }).children;
    if (step.kind === 'agent') {
      const before = handover && toPredecessor(handover, step, spans);
      if (handover && before) {
        remove(handover, siblingsOf.get(handover));
        node.handedBy = before.step.agent;
        siblings = siblingsOf.get(before.node) ?? roots;
      }
      handover = null;
      spans.set(step.id, node);
      newest = node;
    }
    siblings.push(node);
    siblingsOf.set(node, siblings);
    if (step.kind === 'handoff') handover = node;
  }
  for (const { children } of [{ children: roots }, ...spans.values()]) markParallel(children);
  return roots;
}

type Predecessor = { node: StepNode; step: AgentStep };

/** The agent that handed over to this one, which goes on in its place. */
function toPredecessor(
  { step: handoff }: StepNode,
  successor: AgentStep,
  spans: ReadonlyMap<string, StepNode>,
): Predecessor | null {
  const node = spans.get(successor.parentId ?? '');
  if (handoff.kind !== 'handoff' || successor.agent !== handoff.to || node?.step.kind !== 'agent') return null;
  return { node, step: node.step };
}

function remove(node: StepNode, siblings: StepNode[] | undefined): void {
  siblings?.splice(siblings.indexOf(node), 1);
}

function toParent(
  step: TimelineStep,
  spans: ReadonlyMap<string, StepNode>,
  spanOfCall: ReadonlyMap<string | undefined, string | undefined>,
  newest: StepNode | undefined,
): StepNode | undefined {
  switch (step.kind) {
    case 'agent':
      return spans.get(step.parentId ?? '');
    case 'tool':
      return spans.get(step.spanId);
    case 'approval':
      return spans.get(step.spanId ?? spanOfCall.get(step.callId) ?? '') ?? newest;
    case 'resumed':
      return undefined;
    default:
      return newest;
  }
}

function markParallel(nodes: readonly StepNode[]): void {
  for (const node of nodes) {
    node.isParallel = nodes.some((other) => other !== node && overlaps(node.step, other.step));
  }
}

function overlaps(left: TimelineStep, right: TimelineStep): boolean {
  if (left.kind !== 'agent' || right.kind !== 'agent' || left.parentId !== right.parentId) return false;
  return left.startedAt < endOf(right) && right.startedAt < endOf(left);
}

function endOf(step: AgentStep): number {
  return step.durationMs === undefined ? Number.POSITIVE_INFINITY : step.startedAt + step.durationMs;
}
