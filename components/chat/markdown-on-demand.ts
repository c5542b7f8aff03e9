import { onDemand } from '../ui/on-demand.tsx';

/** The code that renders answers; not needed before there is one. */
export const markdownOnDemand = onDemand(() => import('./markdown.tsx'));
