import { Stack, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftView } from '../../../../backend/securitization/deals/schemas.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageTabs } from '../../ui/PageTabs.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { SUPPOSED, type Supposed } from '../outlook/supposed.ts';
import { ClassEditor } from './ClassEditor.tsx';
import type { DraftFile } from './edit-deal.ts';
import { DraftStudy } from './DraftStudy.tsx';
import { FaultList } from './FaultList.tsx';
import { JsonEditor } from './JsonEditor.tsx';
import { OutlookPanel } from './OutlookPanel.tsx';
import { PoolChoice } from './PoolChoice.tsx';
import { draftQuery } from './queries.ts';
import { SaveBar } from './SaveBar.tsx';
import { useOutlook } from './use-outlook.ts';

const TABS = ['classes', 'study', 'json'] as const;

/** The desk of an arranger: change a deal file and see at once what its classes may expect. */
export function DraftPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/member/structure/$id' });
  const query = useQuery({ ...draftQuery(id), refetchOnWindowFocus: false });
  return (
    <Page
      title={query.data?.name ?? t('structure.draft')}
      mark={
        query.data === undefined ? undefined : (
          <StatusBadge tone={query.data.state === 'created' ? 'pass' : 'wait'}>{t(`structure.state.${query.data.state}`)}</StatusBadge>
        )
      }
      purpose={t('structure.draftPurpose')}
      crumbs={[{ label: t('structure.title'), to: '/structure' }]}
    >
      <Loaded query={query}>{(draft) => <Editor key={`${draft.id}:${draft.state}`} draft={draft} />}</Loaded>
    </Page>
  );
}

function Editor({ draft }: { draft: DraftView }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab: wanted } = useSearch({ from: '/shell/member/structure/$id' });
  const tab = TABS.find((name) => name === wanted) ?? 'classes';
  const [file, setFile] = useState<DraftFile>(draft.file);
  const [poolId, setPoolId] = useState(draft.poolId);
  const [supposed, setSupposed] = useState<Supposed>(SUPPOSED);
  const { outlook, isCurrent } = useOutlook(file, supposed);
  const isOpen = draft.state === 'draft';
  return (
    <>
      <SaveBar draft={draft} file={file} poolId={poolId} outlook={outlook} isCurrent={isCurrent} />
      <FaultList outlook={outlook} />
      <PageTabs
        value={tab}
        tabs={TABS.map((value) => ({ value, label: t(`structure.tab.${value}`) }))}
        onChange={(value) =>
          void navigate({ to: '/structure/$id', params: { id: draft.id }, search: value === 'classes' ? {} : { tab: value } })
        }
      >
        <Tabs.Panel value="classes">
          {tab === 'classes' && (
            <Stack gap="md">
              <PoolChoice
                file={file}
                poolId={poolId}
                isOpen={isOpen}
                onPool={(next, changed, figures) => {
                  setPoolId(next);
                  setFile(changed);
                  setSupposed({ ...supposed, ...figures });
                }}
              />
              <ClassEditor file={file} isOpen={isOpen} onChange={setFile} />
              <OutlookPanel outlook={outlook} isCurrent={isCurrent} supposed={supposed} onSuppose={setSupposed} />
            </Stack>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="study">
          {tab === 'study' && (
            <DraftStudy
              file={file}
              poolId={poolId}
              hasFaults={(outlook?.faults.length ?? 0) > 0}
              supposed={supposed}
              onSuppose={setSupposed}
            />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="json">{tab === 'json' && <JsonEditor file={file} isOpen={isOpen} onChange={setFile} />}</Tabs.Panel>
      </PageTabs>
    </>
  );
}
