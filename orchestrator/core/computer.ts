import type { RiskClass } from './tool.ts';

/** Something on a page, as the browser numbered it in its latest view. */
export type ElementRef = number;

/** What an agent may do in a browser. */
export type ComputerAction =
  | { type: 'navigate'; url: string }
  | { type: 'back' }
  | { type: 'scroll'; deltaY: number }
  | { type: 'wait'; ms: number }
  | { type: 'click'; element: ElementRef }
  | { type: 'type'; element: ElementRef; text: string }
  | { type: 'select'; element: ElementRef; value: string }
  | { type: 'press'; key: string }
  | { type: 'upload'; element: ElementRef; fileId: string };

/** What clicks and keys lead to nobody can know before: they count as effects. */
export const ACTION_RISKS = {
  navigate: 'read',
  back: 'read',
  scroll: 'read',
  wait: 'read',
  click: 'execute',
  type: 'write',
  select: 'write',
  press: 'execute',
  upload: 'write',
} as const satisfies Record<ComputerAction['type'], RiskClass>;

/** The page after an action. Everything in it is foreign content. */
export type PageView = {
  url: string;
  title: string;
  /** PNG. */
  screenshot: Uint8Array;
  elements: readonly { ref: ElementRef; role: string; name: string; value?: string }[];
};

/** A browser of one run. Addresses are checked as those of the page reader; every redirect again. */
export type BrowserSession = {
  view(signal: AbortSignal): Promise<PageView>;
  /** Throws when the action cannot be done; the page is then as it was. */
  act(action: ComputerAction, signal: AbortSignal): Promise<PageView>;
  /** A person takes the controls: actions of the agent wait until the result is called. */
  takeOver(): () => void;
  close(): Promise<void>;
};

export type BrowserPool = {
  /** Throws `AppError('NOT_READY')` when there is no browser. */
  open(owner: { ownerId: string; runId: string }, signal: AbortSignal): Promise<BrowserSession>;
};
