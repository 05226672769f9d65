import { Tooltip, UnstyledButton } from '@mantine/core';
import { IconBook2, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { GROUPS, usePlaces } from './places.ts';
import classes from './SideNav.module.css';

interface SideNavProps {
  narrow: boolean;
  onNarrow: () => void;
  onGo: () => void;
}

export function SideNav({ narrow, onNarrow, onGo }: SideNavProps) {
  const { t } = useTranslation();
  const Fold = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const seen = usePlaces();
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
                      activeOptions={{ exact: place.isExact, includeSearch: false }}
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
