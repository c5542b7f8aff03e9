import { type CodeReport, toCodeLanguage, toCodeReport, toProgram } from '../../lib/client/code-report.ts';
import type { ToolStep } from '../../lib/client/run-view.ts';
import { CodeView } from '../ui/code-view.tsx';

/** A program that an agent ran, what it prints while it runs, and what came of it. */
export function CodeRun({ step }: { step: ToolStep }) {
  const report = toCodeReport(step.output);
  const printed = step.notes.join('\n');
  return (
    <>
      <CodeView text={toProgram(step.arguments)} language={toCodeLanguage(step.tool)} className="code-block-small" />
      {!report && printed !== '' && <Output title="Output" text={printed} />}
      {report && <Outcome report={report} />}
      {!report && step.output !== undefined && <Output title="Result" text={toText(step.output)} />}
    </>
  );
}

function Outcome({ report: { stdout, stderr, value, error, notices } }: { report: CodeReport }) {
  return (
    <>
      {stdout !== '' && <Output title="Output" text={stdout} />}
      {stderr !== '' && <Output title="Error output" text={stderr} />}
      {value !== undefined && <Output title="Value" text={value} />}
      {error && (
        <p role="note" className="rounded-lg bg-danger-soft px-3 py-2 text-[13px] text-danger">
          {error.type}
          {error.line !== null && ` on line ${error.line}`}: {error.message}
        </p>
      )}
      {error && error.trace !== '' && <Output title="Trace" text={error.trace} />}
      {notices.map((notice) => (
        <p key={notice} className="text-[13px] text-muted">
          {notice}
        </p>
      ))}
    </>
  );
}

function Output({ title, text }: { title: string; text: string }) {
  return <CodeView title={title} text={text.replace(/\n$/, '')} language={null} className="code-block-small" />;
}

function toText(output: unknown): string {
  return typeof output === 'string' ? output : JSON.stringify(output, null, 2);
}
