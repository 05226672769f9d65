import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../lib/use-can.ts';
import { tabSearch } from '../../lib/tab-search.ts';
import { Page } from '../../ui/Page.tsx';
import { PageTabs } from '../../ui/PageTabs.tsx';
import { BoardTab } from '../board/BoardTab.tsx';
import { CalibrationTab } from './CalibrationTab.tsx';
import { DeskTab } from './DeskTab.tsx';
import { MigrationTab } from './MigrationTab.tsx';
import { RatingsTab } from './RatingsTab.tsx';

const PUBLIC = ['list', 'migration', 'calibration', 'board'] as const;

/** Public ratings and the masked board; anyone reads them, signed in or not. */
export function RatingsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useCan()('ratings:publish');
  const tabs = may ? ([...PUBLIC, 'desk'] as const) : PUBLIC;
  const wanted = useSearch({ from: '/shell/ratings' }).tab;
  const tab = tabs.find((name) => name === wanted) ?? 'list';
  return (
    <Page title={t('ratings.title')} purpose={t('ratings.purpose')}>
      <PageTabs
        value={tab}
        tabs={tabs.map((value) => ({ value, label: t(`ratings.tab.${value}`) }))}
        onChange={(value) => void navigate({ to: '/ratings', search: tabSearch(value === 'list' ? undefined : value) })}
      >
        <Tabs.Panel value="list">{tab === 'list' && <RatingsTab />}</Tabs.Panel>
        <Tabs.Panel value="migration">{tab === 'migration' && <MigrationTab />}</Tabs.Panel>
        <Tabs.Panel value="calibration">{tab === 'calibration' && <CalibrationTab />}</Tabs.Panel>
        <Tabs.Panel value="board">{tab === 'board' && <BoardTab />}</Tabs.Panel>
        {may && <Tabs.Panel value="desk">{tab === 'desk' && <DeskTab />}</Tabs.Panel>}
      </PageTabs>
    </Page>
  );
}
