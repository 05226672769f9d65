import { Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../lib/format.ts';
import { overviewQuery, publicConfigQuery, systemQuery } from '../lib/queries.ts';
import { useCan } from '../lib/use-can.ts';
import { useLanguage } from '../lib/use-language.ts';
import classes from './ChainBadge.module.css';

/** Network, height and how far our index is behind; opens System for those who may see it. */
export function ChainBadge() {
  const can = useCan();
  return can('system:read') ? <SystemBadge /> : <HeightBadge />;
}

function SystemBadge() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { data } = useQuery(systemQuery);
  if (data === undefined) return null;
  const lag = data.index.lagBlocks;
  const state = !data.chain.reachable ? 'down' : lag === '0' ? 'level' : 'behind';
  const network = data.chain.local ? t('frame.localChain') : t('frame.chain', { id: String(data.chain.chainId) });
  const height = formatCount(data.chain.head.number, language);
  const words = state === 'down' ? t('frame.chainDown') : state === 'level' ? t('frame.indexLevel') : t('frame.indexBehind', { lag });
  const label = `${network} #${height}, ${words}`;
  return (
    <Tooltip label={label}>
      <Link to="/system" className={classes.badge} data-state={state} aria-label={label}>
        <span className={classes.light} aria-hidden="true" />
        <span className={classes.network}>{network}</span>
        <span className={`${classes.height} num`}>#{height}</span>
        {state !== 'level' && <span className={classes.words}>{words}</span>}
      </Link>
    </Tooltip>
  );
}

function HeightBadge() {
  const { t } = useTranslation();
  const language = useLanguage();
  const config = useQuery(publicConfigQuery);
  const overview = useQuery(overviewQuery);
  const height = overview.data?.figures.find((figure) => figure.name === 'blockHeight')?.value;
  if (config.data === undefined) return null;
  return (
    <span className={classes.badge}>
      <span className={classes.network}>{t('frame.chain', { id: String(config.data.chainId) })}</span>
      {height !== undefined && <span className={`${classes.height} num`}>#{formatCount(height, language)}</span>}
    </span>
  );
}
