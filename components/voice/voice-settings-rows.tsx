'use client';
import { type ReactNode, useEffect, useState } from 'react';
import { useVoiceConfig } from '../../lib/client/queries.ts';
import { createVoiceSettings, type VoiceSettingsStore } from '../../lib/client/voice/voice-settings.ts';
import { EditField, ProtectField, SpeedField, VoiceField } from './voice-fields.tsx';
import { useVoiceLink } from './voice-link.ts';
import { toServing } from './voice-words.ts';

type RowProps = { name: string; hint: string; children?: ReactNode };

/** Voice on the settings page. They are kept in this browser, so they are shown once it is there. */
export function VoiceSettingsRows({ Row }: { Row: (props: RowProps) => ReactNode }) {
  const session = useVoiceLink((state) => state.session);
  const [own, setOwn] = useState<VoiceSettingsStore | null>(null);
  const { data: config = null } = useVoiceConfig();
  useEffect(() => setOwn(createVoiceSettings()), []);
  // A conversation that was spoken before on this page obeys its own.
  const settings = session?.settings ?? own;
  if (!settings) return null;
  const { hears, speaks } = toServing(config);
  return (
    <>
      <Row name="Speech" hint={`Heard by ${hears}, spoken by ${speaks}`} />
      <Row name="Voice and speed" hint="Of spoken answers">
        <VoiceField settings={settings} config={config} />
        <SpeedField settings={settings} />
      </Row>
      <Row name="What you say with the microphone button" hint="While it is held, or between two clicks">
        <EditField settings={settings} />
      </Row>
      <Row name="Don’t interrupt" hint="Speech does not stop an answer in voice mode">
        <ProtectField settings={settings} config={config} hasLabel={false} />
      </Row>
    </>
  );
}
