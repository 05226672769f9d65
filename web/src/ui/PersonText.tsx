import { useTranslation } from 'react-i18next';
import { useIsOwn } from '../lib/use-is-own.ts';

const SHOWN = 12;

/** Who acted: only oneself is known by name, others by the first letters of their id, the platform's own work as such. */
export function PersonText({ actor }: { actor: string }) {
  const { t } = useTranslation();
  const isOwn = useIsOwn(actor);
  if (isOwn) return t('actor.you');
  if (actor.startsWith('system:')) return <span title={actor}>{t('actor.system')}</span>;
  return <span title={actor}>{actor.replace(/^user:/, '').slice(0, SHOWN)}</span>;
}
