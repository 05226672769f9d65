import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutlookBasis } from '../../../../backend/securitization/outlook/schemas.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { AssumptionSliders } from './AssumptionSliders.tsx';
import { behaviourOf } from './behaviour-of.ts';
import type { DealSource } from './deal-source.ts';
import { outlookQuery } from './queries.ts';
import { StudyPanels } from './StudyPanels.tsx';
import { useStudy } from './use-study.ts';

/** What a deal may bring from today on, under assumptions that the reader moves. */
export function DealOutlook({ address }: { address: string }) {
  const query = useQuery(outlookQuery(address));
  return <Loaded query={query}>{(basis) => <Outlook basis={basis} />}</Loaded>;
}

function Outlook({ basis }: { basis: OutlookBasis }) {
  const { t } = useTranslation();
  const [assumed, setAssumed] = useState(() => behaviourOf(basis));
  const source = useMemo((): DealSource | null => (basis.basis === 'tape' ? { kind: 'running', basis } : null), [basis]);
  const { study, isCurrent } = useStudy(source, assumed, assumed.correlation);
  if (source === null) {
    const isOver = basis.status === 'redeemed' || basis.status === 'cancelled';
    return <Empty title={t(isOver ? 'outlook.over' : 'outlook.none')}>{t(isOver ? 'outlook.overWhy' : 'outlook.noneWhy')}</Empty>;
  }
  return (
    <Stack gap="md">
      <Panel title={t('outlook.title')} note={t('outlook.note')} foot={t('outlook.foot')}>
        <AssumptionSliders assumed={assumed} basis={basis} onAssume={setAssumed} />
      </Panel>
      <StudyPanels study={study} isCurrent={isCurrent} />
    </Stack>
  );
}
