import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RefitView } from '../../../../backend/scoring/monitoring/schemas.ts';
import { formatCount, formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { pText } from './p-text.ts';
import classes from './model-watch.module.css';

const CELLS = ['bothApprove', 'swapIn', 'swapOut', 'bothDecline'] as const;

/** Who would be approved by one card and not by the other, and how the two rank the same customers. */
export function SwapSetTable({ comparison }: { comparison: NonNullable<RefitView['comparison']> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { auc, rows, bads, approvalRate, cutOff, stability, swap } = comparison;
  return (
    <Stack gap="xs">
      <Facts
        columns
        items={[
          {
            name: t('modelWatch.unseen'),
            value: t('modelWatch.unseenRows', { rows: formatCount(rows, language), bads: formatCount(bads, language) }),
          },
          { name: t('modelWatch.aucInUse'), value: formatNumber(auc.second, language, 4) },
          { name: t('modelWatch.aucRefit'), value: formatNumber(auc.first, language, 4) },
          { name: t('modelWatch.delong'), value: pText(auc.pValue, language) },
          { name: t('modelWatch.between'), value: formatNumber(stability, language, 3) },
          { name: t('modelWatch.approvedAt', { cutOff: String(cutOff) }), value: formatShare(approvalRate, language) },
        ]}
      />
      <table className={classes.swap}>
        <thead>
          <tr>
            <th scope="col">{t('modelWatch.swap')}</th>
            <td>{t('modelWatch.customers')}</td>
            <td>{t('modelWatch.bads')}</td>
            <td>{t('scorecard.badRate')}</td>
          </tr>
        </thead>
        <tbody>
          {CELLS.map((name) => (
            <tr key={name} data-swap={name}>
              <th scope="row">{t(`modelWatch.swapCell.${name}`)}</th>
              <td>{formatCount(swap[name].rows, language)}</td>
              <td>{formatCount(swap[name].bads, language)}</td>
              <td>{swap[name].badRate === null ? '–' : formatShare(swap[name].badRate, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Stack>
  );
}
