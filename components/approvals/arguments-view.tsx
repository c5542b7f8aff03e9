import { toCodeLanguage, toProgram } from '../../lib/client/code-report.ts';
import type { JsonObject } from '../../lib/contract/primitives.ts';
import { CodeView } from '../ui/code-view.tsx';

/** What a call would be made with: a program as a program, and everything that was set. */
export function ArgumentsView({ tool, value }: { tool: string; value: JsonObject }) {
  const language = toCodeLanguage(tool);
  const shown = Object.entries(value).filter(([name, item]) => item !== null && !(language !== null && name === 'code'));
  return (
    <>
      {language !== null && <CodeView text={toProgram(value)} language={language} className="code-block-small" />}
      {(language === null || shown.length > 0) && (
        <CodeView
          title="Arguments"
          text={JSON.stringify(Object.fromEntries(shown), null, 2)}
          language="json"
          className="code-block-small"
        />
      )}
    </>
  );
}
