import { ActionIcon, Burger, Group, Kbd, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconKeyboard, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../../backend/platform/http/schemas.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { ChainBadge } from './ChainBadge.tsx';
import { DemoBadge } from './DemoBadge.tsx';
import { PreferenceMenus } from './PreferenceMenus.tsx';
import classes from './TopBar.module.css';
import { Wordmark } from './Wordmark.tsx';
import { TextLink } from '../ui/TextLink.tsx';

interface TopBarProps {
  menuOpen: boolean;
  onMenu: () => void;
  onHelp: () => void;
  onSearch: () => void;
  session: SessionView | null;
}

export function TopBar({ menuOpen, onMenu, onHelp, onSearch, session }: TopBarProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.bar}>
      <Group gap="xs" wrap="nowrap">
        <Burger opened={menuOpen} onClick={onMenu} hiddenFrom="sm" size="sm" aria-label={t('frame.menu')} />
        <Link to="/" className={classes.home} aria-label={t('frame.homeLink')}>
          <Wordmark />
        </Link>
        <DemoBadge />
      </Group>
      <UnstyledButton className={classes.search} onClick={onSearch}>
        <IconSearch size={15} aria-hidden="true" />
        <Text size="sm" component="span" className={classes.searchWords}>
          {t('frame.search')}
        </Text>
        <Kbd size="xs" className={classes.key} aria-hidden="true">
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <Group gap={6} wrap="nowrap">
        {session !== null && <ChainBadge />}
        <Tooltip label={t('frame.keyboard')}>
          <ActionIcon variant="subtle" color="gray" size="lg" className={classes.wide} aria-label={t('frame.keyboard')} onClick={onHelp}>
            <IconKeyboard size={18} />
          </ActionIcon>
        </Tooltip>
        <PreferenceMenus />
        {session === null ? (
          <TextLink to="/sign-in" size="sm" fw={600} className={classes.signIn}>
            {t('signIn.action')}
          </TextLink>
        ) : (
          <AccountMenu session={session} />
        )}
      </Group>
    </div>
  );
}
