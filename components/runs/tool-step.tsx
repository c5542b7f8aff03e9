import { ChevronRight } from 'lucide-react';
import { toCodeLanguage } from '../../lib/client/code-report.ts';
import { formatDuration } from '../../lib/client/format.ts';
import type { ToolStep as ToolStepData } from '../../lib/client/run-view.ts';
import { describeCall } from '../../lib/client/tool-words.ts';
import { CodeView } from '../ui/code-view.tsx';
import { CodeRun } from './code-run.tsx';
import { StepLine } from './step-line.tsx';
import { TimeBar } from './time-bar.tsx';
import { ToolIcon } from './tool-icon.tsx';

/** A call in one line, which opens to what went in and what came out. */
export function ToolStep({ step }: { step: ToolStepData }) {
  const { title, text } = describeCall(step);
  return (
    <details className="step-details group/step">
      <summary className="flex items-center gap-1">
        <span className="min-w-0 flex-1">
          <StepLine
            icon={<ToolIcon tool={step.tool} />}
            title={title}
            text={text}
            state={step.state}
            time={step.durationMs === undefined ? '' : formatDuration(step.durationMs)}
            bar={<TimeBar step={step} />}
          />
        </span>
        <ChevronRight
          aria-hidden="true"
          size={14}
          className="flex-none text-muted transition-transform group-open/step:rotate-90"
        />
      </summary>
      <div className="grid gap-2 py-1.5 pl-6">
        {toCodeLanguage(step.tool) === null ? <Exchange step={step} /> : <CodeRun step={step} />}
      </div>
    </details>
  );
}

function Exchange({ step }: { step: ToolStepData }) {
  return (
    <>
      <p className="text-[13px] text-muted">
        Tool <code className="font-mono">{step.tool}</code>
      </p>
      <Value title="Arguments" value={step.arguments} />
      {step.state === 'running' && step.notes.length > 0 && <Value title="Progress" value={step.notes.join('\n')} />}
      {step.output !== undefined && <Value title="Result" value={step.output} />}
    </>
  );
}

function Value({ title, value }: { title: string; value: unknown }) {
  const isText = typeof value === 'string';
  return (
    <CodeView
      title={title}
      text={isText ? value : JSON.stringify(value, null, 2)}
      language={isText ? null : 'json'}
      className="code-block-small"
    />
  );
}
