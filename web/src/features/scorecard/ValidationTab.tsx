import { SimpleGrid, Stack } from '@mantine/core';
import type { ValidationView } from '../../../../backend/scoring/schemas.ts';
import { CalibrationChart } from './CalibrationChart.tsx';
import { CapChart } from './CapChart.tsx';
import { CutOffPanel } from './CutOffPanel.tsx';
import { DistributionChart } from './DistributionChart.tsx';
import { FoldsPanel } from './FoldsPanel.tsx';
import { GainsPanel } from './GainsPanel.tsx';
import { GradesPanel } from './GradesPanel.tsx';
import { KsChart } from './KsChart.tsx';
import { LiftChart } from './LiftChart.tsx';
import { RocChart } from './RocChart.tsx';
import { UnseenPanel } from './UnseenPanel.tsx';
import { MeasuredItself } from './validation-basis.ts';
import classes from './ValidationTab.module.css';

/** How well the scorecard ranks and how true its probabilities are. */
export function ValidationTab({ validation }: { validation: ValidationView }) {
  const { unseen, bads, rows, crossValidation } = validation;
  return (
    <MeasuredItself value={crossValidation === null}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" className={classes.panels}>
          <RocChart validation={validation} />
          <KsChart validation={validation} />
          <DistributionChart validation={validation} />
          <CalibrationChart validation={validation} />
          {unseen !== undefined && <CapChart unseen={unseen} badShare={bads / rows} />}
          {unseen !== undefined && <LiftChart unseen={unseen} />}
          {unseen !== undefined && <UnseenPanel unseen={unseen} />}
          {crossValidation !== null && <FoldsPanel crossValidation={crossValidation} />}
          <GradesPanel validation={validation} />
        </SimpleGrid>
        {unseen !== undefined && <CutOffPanel unseen={unseen} />}
        {unseen !== undefined && <GainsPanel unseen={unseen} />}
      </Stack>
    </MeasuredItself>
  );
}
