import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { StratumView } from '../../../../backend/securitization/pools/schemas.ts';
import { Panel } from '../../ui/Panel.tsx';
import { AssumptionSliders, type Assumed } from '../outlook/AssumptionSliders.tsx';
import type { DraftSource, GradeOf } from '../outlook/deal-source.ts';
import { StudyPanels } from '../outlook/StudyPanels.tsx';
import type { Supposed } from '../outlook/supposed.ts';
import { useStudy } from '../outlook/use-study.ts';
import { strataQuery } from '../pools/queries.ts';
import type { DraftFile } from './edit-deal.ts';

interface DraftStudyProps {
  file: DraftFile;
  poolId: string | null;
  hasFaults: boolean;
  supposed: Supposed;
  onSuppose: (supposed: Supposed) => void;
}

/** Scenarios, sensitivities and simulated losses of a deal that is being written. */
export function DraftStudy({ file, poolId, hasFaults, supposed, onSuppose }: DraftStudyProps) {
  const { t } = useTranslation();
  const [correlation, setCorrelation] = useState('15');
  const grades = useQuery({ ...strataQuery('pools', poolId ?? '', 'grade'), enabled: poolId !== null });
  const strata = poolId === null ? undefined : grades.data?.strata;
  const { rate, months } = supposed;
  const source = useMemo(
    (): DraftSource | null => (hasFaults ? null : { kind: 'draft', file, rate, months, obligors: (strata ?? []).flatMap(gradeOf) }),
    [hasFaults, file, rate, months, strata],
  );
  const { study, isCurrent } = useStudy(source, supposed, correlation);
  const assume = ({ correlation: next, ...behaviour }: Assumed): void => {
    setCorrelation(next);
    onSuppose({ ...supposed, ...behaviour });
  };
  return (
    <Stack gap="md">
      <Panel title={t('outlook.title')} note={t('outlook.note')} foot={t('outlook.draftFoot')}>
        <AssumptionSliders assumed={{ ...supposed, correlation }} basis={null} onAssume={assume} />
      </Panel>
      <StudyPanels study={hasFaults ? { quick: null, deep: null, refusal: null } : study} isCurrent={isCurrent} />
    </Stack>
  );
}

function gradeOf({ loans, balanceMinor, pdWad }: z.infer<typeof StratumView>): GradeOf[] {
  const exposure = Number(balanceMinor) / loans;
  return loans > 0 && exposure > 0 ? [{ count: loans, exposure, pd: pdWad === null ? null : Number(pdWad) / 1e18 }] : [];
}
