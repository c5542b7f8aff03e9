export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = 'cartrita.theme';

/** Runs before the first paint, so that a chosen theme does not flash in the other one. */
export const THEME_SCRIPT = `try{document.documentElement.dataset.theme=localStorage.getItem('${STORAGE_KEY}')||'system'}catch{}`;

/** The theme of this page. */
export function currentTheme(): Theme {
  return THEMES.find((theme) => theme === document.documentElement.dataset.theme) ?? 'system';
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // Storage is switched off: the theme holds for this page.
  }
}
