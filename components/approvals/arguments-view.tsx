import { toCodeLanguage, toProgram } from '../../lib/client/code-report.ts';
import { toSetArguments } from '../../lib/client/edited-arguments.ts';
import type { JsonObject } from '../../lib/contract/primitives.ts';
import { CodeView } from '../ui/code-view.tsx';

/** What a call would be made with: a program as a program, and everything that was set. */
export function ArgumentsView({ tool, value }: { tool: string; value: JsonObject }) {
  const language = toCodeLanguage(tool);
  const { code: _program, ...besides } = value;
  const shown = toSetArguments(language === null ? value : besides);
  return (
    <>
      {language !== null && <CodeView text={toProgram(value)} language={language} className="code-block-small" />}
      {(language === null || Object.keys(shown).length > 0) && (
        <CodeView title="Arguments" text={JSON.stringify(shown, null, 2)} language="json" className="code-block-small" />
      )}
    </>
  );
}
