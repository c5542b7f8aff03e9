import { notFound } from 'next/navigation.js';

/** Every address without a page of its own, so that the shell stays around what is said then. */
export default function UnknownRoute() {
  notFound();
}
