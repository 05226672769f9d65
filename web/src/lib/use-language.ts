import { useTranslation } from 'react-i18next';
import type { Language } from './format.ts';

/** The language that is on the screen; a component that calls this draws again when it changes. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'zh' ? 'zh' : 'en';
}
