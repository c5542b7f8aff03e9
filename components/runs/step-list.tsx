import { ArrowRightLeft, Bot, CornerDownRight, RotateCcw, ShieldQuestion } from 'lucide-react';
import { AGENT_NAMES } from '../../lib/client/agent-names.ts';
import { formatDuration, plural } from '../../lib/client/format.ts';
import type { AgentStep, TimelineStep } from '../../lib/client/run-view.ts';
import { type StepNode, toStepTree } from '../../lib/client/step-tree.ts';
import { toTimeScale } from '../../lib/client/time-scale.ts';
import { capitalise, toIntent } from '../../lib/client/tool-words.ts';
import { StepLine } from './step-line.tsx';
import { TimeBar, TimeScaleContext } from './time-bar.tsx';
import { ToolStep } from './tool-step.tsx';

/** Who did what on whose behalf. */
export function StepList({ steps }: { steps: readonly TimelineStep[] }) {
  return (
    <TimeScaleContext value={toTimeScale(steps)}>
      <Branch nodes={toStepTree(steps)} label="Steps" />
    </TimeScaleContext>
  );
}

function Branch({ nodes, label }: { nodes: readonly StepNode[]; label: string }) {
  return (
    <ol aria-label={label} className="mt-0.5 ml-[7px] grid grid-cols-[minmax(0,1fr)] gap-0.5 border-l border-line pl-3">
      {nodes.map((node) => (
        <li key={`${node.step.kind} ${node.step.id}`}>
          <Step node={node} />
          {node.step.kind === 'agent' && node.children.length > 0 && (
            <Branch nodes={node.children} label={`Work of ${AGENT_NAMES[node.step.agent]}`} />
          )}
        </li>
      ))}
    </ol>
  );
}

function Step({ node }: { node: StepNode }) {
  const { step } = node;
  switch (step.kind) {
    case 'agent':
      return <Agent node={node} step={step} />;
    case 'tool':
      return <ToolStep step={step} />;
    case 'handoff':
      return <StepLine icon={<CornerDownRight size={15} />} title={toHandover(step.from, step.to)} text={step.reason} />;
    case 'switch':
      return <StepLine icon={<ArrowRightLeft size={15} />} title={`${step.from} → ${step.to}`} text={step.reason} />;
    case 'resumed':
      return <StepLine icon={<RotateCcw size={15} />} title="Resumed" text="after the server was restarted" />;
    case 'approval':
      return (
        <StepLine
          icon={<ShieldQuestion size={15} />}
          title={capitalise(toIntent(step.tool, step.arguments))}
          text={step.reason === undefined ? '' : `“${step.reason}”`}
          state={step.decision}
        />
      );
  }
}

function Agent({ node: { handedBy, isParallel }, step }: { node: StepNode; step: AgentStep }) {
  const tokens = step.usage && step.usage.total_tokens > 0 ? [plural(step.usage.total_tokens, 'token')] : [];
  return (
    <StepLine
      icon={handedBy ? <CornerDownRight size={15} /> : <Bot size={15} />}
      title={handedBy ? toHandover(handedBy, step.agent) : AGENT_NAMES[step.agent]}
      text={step.state === 'running' ? (step.note ?? step.task) : step.task}
      state={step.state}
      time={step.durationMs === undefined ? '' : formatDuration(step.durationMs)}
      extras={[...tokens, ...(isParallel ? ['in parallel'] : [])]}
      bar={<TimeBar step={step} hasMargin />}
    />
  );
}

function toHandover(from: keyof typeof AGENT_NAMES, to: keyof typeof AGENT_NAMES): string {
  return `${AGENT_NAMES[from]} → ${AGENT_NAMES[to]}`;
}
