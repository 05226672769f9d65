import { Button, Checkbox, Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { MOST_COMPARED } from '../../../../backend/scoring/comparison/schemas.ts';
import type { ScorecardRow } from '../../../../backend/scoring/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { scorecardsQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { ScorecardState } from './ScorecardState.tsx';
import { useUsualSource } from '../customers/use-usual-source.ts';
import { ImportModel } from '../registry/ImportModel.tsx';
import { OpenStudio } from '../studio/OpenStudio.tsx';
import { TrainScorecard } from './TrainScorecard.tsx';

type Row = z.infer<typeof ScorecardRow>;

export function ScorecardsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useQuery(scorecardsQuery({ limit: 50 }));
  const { source } = useUsualSource();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const toggle = useCallback(
    (hash: string) => setChosen((before) => (before.includes(hash) ? before.filter((other) => other !== hash) : [...before, hash])),
    [],
  );
  const columns = useColumns(chosen, toggle);
  const hasModels = query.data?.data.some(isMeasuredItself) === true;
  return (
    <Page
      title={t('scorecard.listTitle')}
      purpose={t('scorecard.listPurpose')}
      actions={
        <>
          <Button
            variant="default"
            disabled={chosen.length < 2}
            leftSection={<IconArrowsDiff size={15} />}
            onClick={() => void navigate({ to: '/scorecards/compare', search: { cards: chosen.join(',') } })}
          >
            {t('scorecard.compare.open')}
          </Button>
          <OpenStudio source={source} />
          <ImportModel source={source} />
          <TrainScorecard source={source} />
        </>
      }
    >
      <Panel title={t('scorecard.listTitle')} note={t(hasModels ? 'scorecard.listNoteModels' : 'scorecard.listNote')} flush>
        <Loaded query={query}>
          {(page) =>
            page.data.length === 0 ? (
              <Empty title={t('scorecard.none')}>{t('scorecard.noneWhy')}</Empty>
            ) : (
              <DataTable caption={t('scorecard.listTitle')} columns={columns} rows={page.data} rowKey={(row) => row.hash} />
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

/** Whether its figures are those of the model itself, on rows that it may have seen. */
function isMeasuredItself({ kind }: Row): boolean {
  return kind !== 'scorecard';
}

function figureText(row: Row, value: number, digits: number): string {
  return `${value.toFixed(digits)}${isMeasuredItself(row) ? '\u00a0*' : ''}`;
}

/** Columns of the list; the first chooses what is compared. */
function useColumns(chosen: readonly string[], toggle: (hash: string) => void): Column<Row>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    (): Column<Row>[] => [
      {
        id: 'compare',
        header: t('scorecard.compare.column'),
        wideOnly: true,
        cell: (row) => (
          <Checkbox
            aria-label={t('scorecard.compare.pick', { name: row.name })}
            checked={chosen.includes(row.hash)}
            disabled={!chosen.includes(row.hash) && chosen.length >= MOST_COMPARED}
            onChange={() => toggle(row.hash)}
          />
        ),
      },
      {
        id: 'name',
        header: t('scorecard.name'),
        sortBy: (row) => row.name,
        cell: (row) => (
          <>
            <RowLink to="/scorecards/$hash" params={{ hash: row.hash }}>
              {row.name}
            </RowLink>
            {row.kind !== 'scorecard' && (
              <Text size="xs" c="dimmed">
                {t(`scorecard.kindName.${row.kind}`)}
              </Text>
            )}
          </>
        ),
      },
      { id: 'state', header: t('scorecard.state'), cell: (row) => <ScorecardState card={row} /> },
      {
        id: 'rows',
        header: t('scorecard.rows'),
        align: 'end',
        wideOnly: true,
        sortBy: (row) => row.rows,
        cell: (row) => formatCount(row.rows, language),
      },
      {
        id: 'characteristics',
        header: t('scorecard.characteristics'),
        align: 'end',
        wideOnly: true,
        sortBy: (row) => row.characteristics,
        cell: (row) => row.characteristics,
      },
      { id: 'auc', header: 'AUC', align: 'end', sortBy: (row) => row.auc, cell: (row) => figureText(row, row.auc, 4) },
      { id: 'ks', header: 'KS', align: 'end', sortBy: (row) => row.ks, cell: (row) => figureText(row, row.ks, 3) },
      { id: 'gini', header: 'Gini', align: 'end', wideOnly: true, sortBy: (row) => row.gini, cell: (row) => figureText(row, row.gini, 3) },
      { id: 'hash', header: t('scorecard.hash'), wideOnly: true, cell: (row) => <Hash value={row.hash} /> },
      {
        id: 'createdAt',
        header: t('scorecard.createdAt'),
        wideOnly: true,
        sortBy: (row) => row.createdAt,
        cell: (row) => <TimeText value={row.createdAt} dayOnly />,
      },
    ],
    [t, language, chosen, toggle],
  );
}
