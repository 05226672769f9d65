import { SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { OverviewView } from '../../../../backend/attestation/schemas.ts';
import { overviewQuery, sessionQuery } from '../../lib/queries.ts';
import { roleName } from '../../lib/role-name.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Figure, FigureStrip, FigureStripSkeleton } from '../../ui/Figure.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { figureName, figureUnit, figureValue } from './figure-words.ts';
import { GradeChart } from './GradeChart.tsx';
import { LatestBatches } from './LatestBatches.tsx';
import { LatestEvents } from './LatestEvents.tsx';
import { NextSteps } from './NextSteps.tsx';
import classes from './HomePage.module.css';

export function HomePage() {
  const { t } = useTranslation();
  const overview = useQuery(overviewQuery);
  const session = useQuery(sessionQuery);
  const role = session.data?.role ?? overview.data?.role ?? '';
  return (
    <Page
      title={t('home.title')}
      purpose={t('home.purpose', { role: roleName(t, role), organization: session.data?.organization?.name ?? 'Credence' })}
    >
      <Loaded query={overview} skeleton={<FigureStripSkeleton count={6} />}>
        {(data) => <Overview data={data} role={role} />}
      </Loaded>
    </Page>
  );
}

function Overview({ data, role }: { data: OverviewView; role: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <>
      <FigureStrip>
        {data.figures.map((figure) => (
          <Figure
            key={figure.name}
            label={figureName(t, figure.name)}
            value={figureValue(figure, language)}
            unit={figureUnit(t, figure.unit)}
            provenance={figure.provenance}
            evidence={figure.evidence}
          />
        ))}
      </FigureStrip>
      <div className={classes.middle}>
        <GradeChart grades={data.gradeDistribution} />
        <NextSteps role={role} />
      </div>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <LatestBatches batches={data.latestBatches} />
        <LatestEvents events={data.latestEvents} />
      </SimpleGrid>
    </>
  );
}
