import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import { common, createLowlight } from 'lowlight';
import type { ReactNode } from 'react';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';

const lowlight = createLowlight(common);

/** Coloured code; `null` for a language that is not known. */
export function highlight(text: string, language: string): ReactNode {
  return lowlight.registered(language) ? toJsxRuntime(lowlight.highlight(language, text), { Fragment, jsx, jsxs }) : null;
}
