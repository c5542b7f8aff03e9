import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { AgentId } from '../contract/primitives.ts';

export type Overlay = 'palette' | 'shortcuts' | null;

type UiState = {
  isSidebarOpen: boolean;
  /** The sidebar of a narrow screen; never remembered. */
  isDrawerOpen: boolean;
  overlay: Overlay;
  /** `null`: the supervisor chooses. */
  defaultAgent: AgentId | null;
  /** Agent chosen for one conversation (by id or `NEW_CHAT`); absent: the default. */
  agents: Record<string, AgentId | null>;
  /** When each conversation was last looked at, in milliseconds since the epoch. */
  seen: Record<string, number>;
  /** Before this moment nothing counts as unread: the first visit shows no marks. */
  since: number;
};

export const useUi = create<UiState>()(
  persist(
    (): UiState => ({
      isSidebarOpen: true,
      isDrawerOpen: false,
      overlay: null,
      defaultAgent: null,
      agents: {},
      seen: {},
      since: Date.now(),
    }),
    {
      name: 'cartrita.ui',
      // The server renders without it; the shell restores it after the first paint, so that both agree.
      skipHydration: true,
      partialize: ({ isSidebarOpen, defaultAgent, agents, seen, since }) => ({
        isSidebarOpen,
        defaultAgent,
        agents,
        seen,
        since,
      }),
    },
  ),
);

/** Who answers in a conversation (by id or `NEW_CHAT`); `null`: the supervisor decides, which may have been chosen against the default. */
export function toChosenAgent({ agents, defaultAgent }: Pick<UiState, 'agents' | 'defaultAgent'>, key: string): AgentId | null {
  const chosen = agents[key];
  return chosen === undefined ? defaultAgent : chosen;
}

const SEEN_LIMIT = 500;

export function markSeen(conversationId: string, now: number): void {
  useUi.setState(({ seen }) => {
    const { [conversationId]: _, ...others } = seen;
    return { seen: Object.fromEntries([...Object.entries(others).slice(-SEEN_LIMIT + 1), [conversationId, now]]) };
  });
}

export function openOverlay(overlay: Overlay): void {
  useUi.setState({ overlay, isDrawerOpen: false });
}

/** Shows or hides the sidebar, whichever form it has on this screen. */
export function toggleSidebar(): void {
  const isNarrow = globalThis.matchMedia('(max-width: 767px)').matches;
  useUi.setState((state) => (isNarrow ? { isDrawerOpen: !state.isDrawerOpen } : { isSidebarOpen: !state.isSidebarOpen }));
}
