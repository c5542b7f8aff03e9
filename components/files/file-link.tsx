'use client';
import { useRouter } from 'next/navigation.js';
import type { ComponentProps } from 'react';
import { type FilePlace, showFile, toFilePath } from '../../lib/client/files-place.ts';
import { AppLink } from '../ui/app-link.tsx';

/** Opens a file at a place: beside the conversation where there is room, else on its own page. */
export function FileLink({ place, ...rest }: Omit<ComponentProps<'a'>, 'href'> & { place: FilePlace }) {
  const router = useRouter();
  return <AppLink href={toFilePath(place)} onGo={() => showFile(place, router.push)} {...rest} />;
}
