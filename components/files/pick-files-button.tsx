'use client';
import { type ReactNode, useRef } from 'react';

type PickFilesButtonProps = { label: string; className: string; children: ReactNode; onFiles(files: File[]): void };

/** A button that opens the browser's choice of files. */
export function PickFilesButton({ label, className, children, onFiles }: PickFilesButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" aria-label={label} title={label} className={className} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={`${label}: files`}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file can be chosen again.
          target.value = '';
        }}
      />
    </>
  );
}
