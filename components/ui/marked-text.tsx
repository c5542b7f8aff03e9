import { Fragment } from 'react';

type MarkedTextProps = { parts: readonly { text: string; isHit: boolean }[] };

/** A text with what a search hit in it marked. */
export function MarkedText({ parts }: MarkedTextProps) {
  let at = 0;
  return parts.map(({ text, isHit }) => {
    const key = at;
    at += text.length;
    return isHit ? (
      <mark key={key} className="passage-mark">
        {text}
      </mark>
    ) : (
      <Fragment key={key}>{text}</Fragment>
    );
  });
}
