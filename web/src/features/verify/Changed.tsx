import { useTranslation } from 'react-i18next';
import { Panel } from '../../ui/Panel.tsx';
import type { ChangedMember } from './changed-members.ts';
import classes from './Result.module.css';

/** What differs from the good copy of the same credential that was checked here before. */
export function Changed({ changes }: { changes: ChangedMember[] }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('verify.changed')} note={t('verify.changedNote')}>
      <table className={classes.diff}>
        <thead>
          <tr>
            <th scope="col">{t('verify.changedPlace')}</th>
            <th scope="col">{t('verify.changedBefore')}</th>
            <th scope="col">{t('verify.changedAfter')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.place}>
              <td>{change.place}</td>
              <td>
                <del>{change.before ?? '–'}</del>
              </td>
              <td>
                <ins>{change.after ?? '–'}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
