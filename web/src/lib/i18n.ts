import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from './format.ts';
import type { zh } from './i18n/zh.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zh };
  }
}

const STORED = 'credence.language';

const WORDS = {
  zh: async () => (await import('./i18n/zh.ts')).zh,
  en: async () => (await import('./i18n/en.ts')).en,
};

/** The kept choice, else Chinese for a Chinese browser, else English. */
export function preferredLanguage(): Language {
  const kept = localStorage.getItem(STORED);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function showLanguage(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

export async function startI18n(): Promise<void> {
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await WORDS[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  showLanguage(language);
}

export async function chooseLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await WORDS[language]());
  }
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
  showLanguage(language);
}
