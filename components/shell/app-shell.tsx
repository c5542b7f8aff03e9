'use client';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { useDrafts } from '../../lib/client/drafts-store.ts';
import { usePreview } from '../../lib/client/files-place.ts';
import { keepFocus } from '../../lib/client/focus-keeper.ts';
import { usePlace } from '../../lib/client/navigation.ts';
import { useUi } from '../../lib/client/ui-store.ts';
import { ChatPage } from '../chat/chat-page.tsx';
import { Sidebar } from '../conversations/sidebar.tsx';
import { Modal } from '../ui/modal.tsx';
import { Announcer } from './announcer.tsx';
import { Toasts } from './toasts.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import { useTabChannel } from './use-tab-channel.ts';

const Palette = lazy(() => import('./palette.tsx'));
const PreviewPanel = lazy(() => import('../files/preview-panel.tsx'));
const Shortcuts = lazy(() => import('./shortcuts.tsx'));

/** The frame of every page; the chat lives here, so that it stays while addresses change. */
export function AppShell({ children }: { children: ReactNode }) {
  const place = usePlace();
  const hasPreview = usePreview((state) => state.place !== null);
  const { isSidebarOpen, isDrawerOpen, overlay } = useUi();
  useEffect(() => {
    void useUi.persist.rehydrate();
    void useDrafts.persist.rehydrate();
  }, []);
  useEffect(() => keepFocus(document.body), []);
  useShortcuts();
  useTabChannel();
  const closeOverlay = () => useUi.setState({ overlay: null });
  const closeDrawer = () => useUi.setState({ isDrawerOpen: false });
  return (
    <div className="flex h-dvh overflow-hidden">
      <a href="#main" className="skip-link">
        Skip to the conversation
      </a>
      {isSidebarOpen && (
        <aside aria-label="Sidebar" className="hidden w-[272px] flex-none border-e border-line bg-side md:block">
          <Sidebar />
        </aside>
      )}
      {isDrawerOpen && (
        <Modal label="Sidebar" className="drawer" onClose={closeDrawer}>
          <Sidebar />
        </Modal>
      )}
      <main id="main" tabIndex={-1} className="relative outline-none flex min-w-0 flex-1 flex-col">
        {place.kind === 'chat' ? <ChatPage conversationId={place.conversationId} /> : children}
      </main>
      <Suspense fallback={null}>
        {hasPreview && place.kind === 'chat' && <PreviewPanel />}
        {overlay === 'palette' && <Palette onClose={closeOverlay} />}
        {overlay === 'shortcuts' && <Shortcuts onClose={closeOverlay} />}
      </Suspense>
      <Toasts />
      <Announcer />
    </div>
  );
}
