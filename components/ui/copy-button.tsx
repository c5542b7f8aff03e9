'use client';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { copyText } from '../../lib/client/copy-text.ts';
import { showToast } from '../../lib/client/toast-store.ts';
import { IconButton } from './icon-button.tsx';

const CONFIRMED_MS = 1_600;

export function CopyButton({ text, label }: { text: string | (() => string); label: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    const isDone = await copyText(typeof text === 'string' ? text : text());
    setCopied(isDone);
    if (!isDone) showToast({ tone: 'error', text: 'The browser did not allow copying.' });
  };
  return (
    <IconButton label={isCopied ? 'Copied' : label} onClick={() => void copy()}>
      {isCopied ? <Check size={16} /> : <Copy size={16} />}
    </IconButton>
  );
}
