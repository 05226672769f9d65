import { SimpleGrid } from '@mantine/core';
import type { ScorecardView } from '../../../../backend/scoring/schemas.ts';
import { CalibrationChart } from './CalibrationChart.tsx';
import { DistributionChart } from './DistributionChart.tsx';
import { FoldsPanel } from './FoldsPanel.tsx';
import { GradesPanel } from './GradesPanel.tsx';
import { KsChart } from './KsChart.tsx';
import { RocChart } from './RocChart.tsx';

/** How well the scorecard ranks and how true its probabilities are. */
export function ValidationTab({ card }: { card: ScorecardView }) {
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
      <RocChart validation={card.validation} />
      <KsChart validation={card.validation} />
      <DistributionChart validation={card.validation} />
      <CalibrationChart validation={card.validation} />
      <FoldsPanel validation={card.validation} />
      <GradesPanel validation={card.validation} />
    </SimpleGrid>
  );
}
