import { AppShell } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../lib/queries.ts';
import { useEvidence } from '../ui/use-evidence.ts';
import classes from './Shell.module.css';
import { SideNav } from './SideNav.tsx';
import { TopBar } from './TopBar.tsx';
import { LazyCommandPalette, usePalette } from './use-palette.ts';
import { useLiveEvents } from './use-live-events.ts';
import { usePageKeys } from './use-page-keys.ts';

const KeyboardHelp = lazy(async () => ({ default: (await import('./KeyboardHelp.tsx')).KeyboardHelp }));
const EvidenceDrawer = lazy(async () => ({ default: (await import('../features/ledger/EvidenceDrawer.tsx')).EvidenceDrawer }));

/** The frame around every page but sign-in. */
export function Shell() {
  const { t } = useTranslation();
  const [menuOpen, menu] = useDisclosure(false);
  const [helpOpen, help] = useDisclosure(false);
  const [narrow, setNarrow] = useLocalStorage({ key: 'credence.narrow-nav', defaultValue: false, getInitialValueInEffect: false });
  const session = useQuery(sessionQuery);
  const evidence = useEvidence();
  const palette = usePalette();
  useLiveEvents(session.data != null);
  usePageKeys(help.toggle);
  return (
    <>
      <a href="#content" className={classes.skip}>
        {t('frame.skip')}
      </a>
      <AppShell
        header={{ height: 52 }}
        navbar={{ width: narrow ? 60 : 216, breakpoint: 'sm', collapsed: { mobile: !menuOpen } }}
        padding={{ base: 'sm', sm: 'lg' }}
        transitionDuration={120}
      >
        <AppShell.Header className={`${classes.header} no-print`}>
          <TopBar menuOpen={menuOpen} onMenu={menu.toggle} onHelp={help.open} onSearch={palette.open} session={session.data ?? null} />
        </AppShell.Header>
        <AppShell.Navbar className={`${classes.nav} no-print`} aria-label={t('frame.navigation')}>
          <SideNav narrow={narrow && !menuOpen} onNarrow={() => setNarrow(!narrow)} onGo={menu.close} />
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
          <Outlet />
        </AppShell.Main>
      </AppShell>
      <Suspense fallback={null}>
        {palette.wanted && <LazyCommandPalette />}
        {helpOpen && <KeyboardHelp onClose={help.close} />}
      </Suspense>
      {evidence.path !== null && (
        <Suspense fallback={null}>
          <EvidenceDrawer path={evidence.path} onClose={evidence.close} />
        </Suspense>
      )}
    </>
  );
}
