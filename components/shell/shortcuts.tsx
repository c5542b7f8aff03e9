'use client';
import { Modal } from '../ui/modal.tsx';
import { SHORTCUTS } from './use-shortcuts.ts';

export default function Shortcuts({ onClose }: { onClose(): void }) {
  const isApple = navigator.userAgent.includes('Mac');
  return (
    <Modal label="Keyboard shortcuts" onClose={onClose}>
      <div className="p-5">
        <h2 className="mb-3 text-lg font-semibold">Keyboard shortcuts</h2>
        <dl className="grid gap-2 text-sm">
          {SHORTCUTS.map(({ keys, what }) => (
            <div key={keys} className="flex items-center justify-between gap-4">
              <dt>{what}</dt>
              <dd className="flex flex-none gap-1">
                {keys.split(' ').map((key) => (
                  <kbd key={key}>{key === 'Ctrl' && isApple ? '⌘' : key}</kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
        <div className="mt-5 text-end">
          <button type="button" className="button" onClick={onClose}>
            Close
          </button>
        </div>
      </div>
    </Modal>
  );
}
