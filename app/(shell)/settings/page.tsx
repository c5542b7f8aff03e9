import type { Metadata } from 'next';
import { SettingsPage } from '../../../components/shell/settings-page.tsx';

export const metadata: Metadata = { title: 'Settings' };

export default function SettingsRoute() {
  return <SettingsPage />;
}
