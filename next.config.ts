import type { NextConfig } from 'next';
import { PHASE_DEVELOPMENT_SERVER, PHASE_PRODUCTION_BUILD } from 'next/constants.js';
import { copyVoiceAssets } from './scripts/voice-assets.ts';

// Next would else run npm at every start to add optional packages of other platforms to the lockfile, and send usage data.
process.env.NEXT_IGNORE_INCORRECT_LOCKFILE = '1';
process.env.NEXT_TELEMETRY_DISABLED = '1';

const config: NextConfig = {
  output: 'standalone',
  // The front serves the public port; compressing here would hold streamed pages back.
  compress: false,
  poweredByHeader: false,
  devIndicators: false,
  reactStrictMode: true,
  // `npm run check` type-checks everything; a build needs neither the tests nor the orchestrator to be there.
  typescript: { ignoreBuildErrors: true },
  eslint: { ignoreDuringBuilds: true },
};

export default function configure(phase: string): NextConfig {
  if (phase === PHASE_PRODUCTION_BUILD || phase === PHASE_DEVELOPMENT_SERVER) copyVoiceAssets(import.meta.dirname);
  return config;
}
