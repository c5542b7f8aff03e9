'use client';
import { useEffect, useState } from 'react';
import { useAgents } from '../../lib/client/queries.ts';
import { SIGN_OUT_PATH, useSession } from '../../lib/client/session.ts';
import { applyTheme, currentTheme, THEMES, type Theme } from '../../lib/client/theme.ts';
import { openOverlay, useUi } from '../../lib/client/ui-store.ts';
import { AGENT_IDS } from '../../lib/contract/primitives.ts';
import { VoiceSettingsRows } from '../voice/voice-settings-rows.tsx';
import { ModelSetting } from './model-setting.tsx';
import { ScrollPage } from './scroll-page.tsx';
import { Setting } from './setting.tsx';

const THEME_NAMES: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

export function SettingsPage() {
  return (
    <ScrollPage title="Settings">
      <ul className="rows">
        <ModelSetting />
        <ThemeSetting />
        <AgentSetting />
        <VoiceSettingsRows Row={Setting} />
        <li className="flex-wrap">
          <span className="min-w-0 flex-1 font-medium">Keyboard shortcuts</span>
          <button type="button" className="button" onClick={() => openOverlay('shortcuts')}>
            Show
          </button>
        </li>
        <SignOut />
      </ul>
    </ScrollPage>
  );
}

/** Only where one has signed in: on loopback a session opens by itself. */
function SignOut() {
  const { data } = useSession();
  if (data?.mode !== 'sign-in') return null;
  return (
    <Setting name="Session" hint="Signed in with an access key">
      <form method="post" action={SIGN_OUT_PATH}>
        <button type="submit" className="button">
          Sign out
        </button>
      </form>
    </Setting>
  );
}

function ThemeSetting() {
  const [theme, setTheme] = useState<Theme>('system');
  useEffect(() => setTheme(currentTheme()), []);
  return (
    <Setting name="Appearance" hint="Light or dark">
      <select
        aria-label="Appearance"
        className="field w-auto!"
        value={theme}
        onChange={(event) => {
          const next = event.target.value as Theme;
          setTheme(next);
          applyTheme(next);
        }}
      >
        {THEMES.map((item) => (
          <option key={item} value={item}>
            {THEME_NAMES[item]}
          </option>
        ))}
      </select>
    </Setting>
  );
}

function AgentSetting() {
  const { data: agents = [] } = useAgents();
  const chosen = useUi((state) => state.defaultAgent);
  return (
    <Setting name="Who answers" hint="In new conversations">
      <select
        aria-label="Who answers"
        className="field w-auto!"
        value={chosen ?? 'auto'}
        onChange={(event) => useUi.setState({ defaultAgent: AGENT_IDS.find((id) => id === event.target.value) ?? null })}
      >
        <option value="auto">Auto</option>
        {agents
          .filter((agent) => agent.agent_id !== 'supervisor')
          .map((agent) => (
            <option key={agent.agent_id} value={agent.agent_id}>
              {agent.name}
            </option>
          ))}
      </select>
    </Setting>
  );
}
