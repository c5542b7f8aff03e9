import { createHttp } from './http.ts';

/** The browser's one HTTP client. */
export const api = createHttp();
