import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import type { Outlook } from './analyse-deal.ts';
import styles from './structure.module.css';

/** Every fault of the file with its place; nothing while there is none. */
export function FaultList({ outlook }: { outlook: Outlook | null }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (outlook === null || outlook.faults.length === 0) return null;
  return (
    <div role="alert" data-testid="faults">
      <Panel title={t('structure.faults', { count: outlook.faults.length })} note={t('structure.faultsNote')}>
        <ul className={styles.faults}>
          {outlook.faults.map((fault) => (
            <li key={`${fault.pointer}:${fault.code}:${fault.detail}`}>
              <code>{fault.pointer === '' ? '/' : fault.pointer}</code> {language === 'zh' ? fault.zh : fault.detail}
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
