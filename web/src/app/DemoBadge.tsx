import { Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { publicConfigQuery } from '../lib/queries.ts';
import classes from './DemoBadge.module.css';

/** Nobody is to take demo figures for real ones. */
export function DemoBadge() {
  const { t } = useTranslation();
  const config = useQuery(publicConfigQuery);
  if (config.data?.demo !== true) return null;
  return (
    <Tooltip label={t('frame.demoLong')}>
      <span className={classes.badge}>{t('frame.demo')}</span>
    </Tooltip>
  );
}
