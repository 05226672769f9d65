import { Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconBook2,
  IconChartHistogram,
  IconLayoutDashboard,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconServer2,
  IconShieldCheck,
  IconStack2,
  IconUsers,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from '../lib/use-can.ts';
import classes from './SideNav.module.css';

interface SideNavProps {
  narrow: boolean;
  onNarrow: () => void;
  onGo: () => void;
}

/** The pages, grouped by what a person comes for. */
export const PLACES = [
  { group: 'check', name: 'home', to: '/', icon: IconLayoutDashboard, needs: 'ledger:read' },
  { group: 'check', name: 'verify', to: '/verify', icon: IconShieldCheck, needs: null },
  { group: 'credit', name: 'customers', to: '/customers', icon: IconUsers, needs: 'customers:read' },
  { group: 'credit', name: 'scorecards', to: '/scorecards', icon: IconChartHistogram, needs: 'scorecards:read' },
  { group: 'record', name: 'ledger', to: '/ledger', icon: IconStack2, needs: 'ledger:read' },
  { group: 'record', name: 'system', to: '/system', icon: IconServer2, needs: 'system:read' },
] as const;
const GROUPS = ['check', 'credit', 'record'] as const;

export function SideNav({ narrow, onNarrow, onGo }: SideNavProps) {
  const { t } = useTranslation();
  const Fold = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const can = useCan();
  const seen = PLACES.filter((place) => place.needs === null || can(place.needs));
  return (
    <div className={classes.nav} data-narrow={narrow || undefined}>
      {GROUPS.filter((group) => seen.some((place) => place.group === group)).map((group) => (
        <div key={group} className={classes.group}>
          {!narrow && <div className={classes.groupName}>{t(`nav.group.${group}`)}</div>}
          <ul className={classes.list}>
            {seen
              .filter((place) => place.group === group)
              .map((place) => (
                <li key={place.name}>
                  <Tooltip label={t(`nav.${place.name}`)} position="right" disabled={!narrow}>
                    <Link
                      to={place.to}
                      className={classes.link}
                      activeProps={{ 'data-active': '' }}
                      activeOptions={{ exact: place.to === '/', includeSearch: false }}
                      onClick={onGo}
                    >
                      <place.icon size={18} stroke={1.7} aria-hidden="true" />
                      <span className={classes.name}>{t(`nav.${place.name}`)}</span>
                    </Link>
                  </Tooltip>
                </li>
              ))}
          </ul>
        </div>
      ))}
      <div className={classes.foot}>
        <a href="/docs" className={classes.link} target="_blank" rel="noreferrer">
          <IconBook2 size={18} stroke={1.7} aria-hidden="true" />
          <span className={classes.name}>{t('nav.docs')}</span>
        </a>
        <UnstyledButton className={classes.link} data-fold="" onClick={onNarrow}>
          <Fold size={18} stroke={1.7} aria-hidden="true" />
          <span className={classes.name}>{narrow ? t('nav.expand') : t('nav.collapse')}</span>
        </UnstyledButton>
      </div>
    </div>
  );
}
