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
  const spanOfCall = new Map(steps.flatMap((step) => (step.kind === 'tool' ? [[step.id, step.spanId]] : [])));
  let newest: StepNode | undefined;
  let handover: { siblings: StepNode[]; node: StepNode } | null = null;
  for (const step of steps) {
    const node: StepNode = { step, children: [], isParallel: false };
    const siblings = (toParent(step, spans, spanOfCall, newest) ?? { children: roots }).children;
    if (step.kind === 'agent') {
      if (handover) settleHandover(handover, node);
      handover = null;
      spans.set(step.id, node);
      newest = node;
    }
    siblings.push(node);
    if (step.kind === 'handoff') handover = { siblings, node };
  }
  for (const { children } of [{ children: roots }, ...spans.values()]) markParallel(children);
  return roots;
}

/** The agent that takes over stands for the handover. */
function settleHandover(handover: { siblings: StepNode[]; node: StepNode }, successor: StepNode): void {
  const { step } = handover.node;
  if (step.kind !== 'handoff' || successor.step.kind !== 'agent' || successor.step.agent !== step.to) return;
  handover.siblings.splice(handover.siblings.indexOf(handover.node), 1);
  successor.handedBy = step.from;
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
      return spans.get(spanOfCall.get(step.callId) ?? '') ?? newest;
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
  if (left.kind !== 'agent' || right.kind !== 'agent') return false;
  return left.startedAt < endOf(right) && right.startedAt < endOf(left);
}

function endOf(step: AgentStep): number {
  return step.durationMs === undefined ? Number.POSITIVE_INFINITY : step.startedAt + step.durationMs;
}
